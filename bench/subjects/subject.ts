import type { FunctionDefinition } from '../../hermetic/template/app-definition.ts';

/** A function to measure and its event. */
export type Subject = Readonly<{
  name: string;
  declared: FunctionDefinition;
  /** JSON text. Each invocation replaces `%unique%` by a unique value. */
  event: string;
  /** Additional environment variables. */
  environment?: Readonly<Record<string, string>>;
}>;
