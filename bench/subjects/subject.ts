import type { FunctionDefinition } from '../../hermetic/template/app-definition.ts';

/** A function and the event that it is measured with. */
export type Subject = Readonly<{
  name: string;
  declared: FunctionDefinition;
  /** As JSON; where it says `%unique%`, each invocation says something else. */
  event: string;
  /** Variables that it is measured with besides those of its declaration. */
  environment?: Readonly<Record<string, string>>;
}>;
