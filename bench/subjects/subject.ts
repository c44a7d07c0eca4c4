import type { DeclaredFunction } from '../../hermetic/template/declared.ts';

/** A function to measure and its event. */
export type Subject = Readonly<{
  name: string;
  declared: DeclaredFunction;
  /** JSON text. Each invocation replaces `%unique%` by a unique value. */
  event: string;
  /** Additional environment variables. */
  environment?: Readonly<Record<string, string>>;
}>;
