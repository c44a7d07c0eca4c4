import type { DeclaredFunction } from '../../hermetic/template/declared.ts';

/** A function and the event that it is measured with. */
export type Subject = Readonly<{
  name: string;
  declared: DeclaredFunction;
  /** As JSON; where it says `%unique%`, each invocation says something else. */
  event: string;
  /** Variables that it is measured with besides those of its declaration. */
  environment?: Readonly<Record<string, string>>;
}>;
