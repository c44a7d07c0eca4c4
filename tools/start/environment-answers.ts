import type { LocalAnswers } from '../../hermetic/api-gateway/local-answers.ts';
import type { EnvironmentDescription } from './environment-description.ts';

type AnswerSources = Readonly<{
  caughtUp: () => Promise<void>;
  reset: () => Promise<Record<string, number>>;
  /** Answers of other parts of the environment. */
  answers: readonly LocalAnswers[];
}>;

/** Answers of an environment about itself, and actions on request, at `/_local/…`. */
export const environmentAnswers = (
  { caughtUp, reset, answers }: AnswerSources,
  describe: () => EnvironmentDescription,
): LocalAnswers =>
  new Map<string, (body: string) => unknown>([
    ['GET /_local/environment', describe],
    ['GET /_local/caught-up', () => caughtUp().then(() => ({}))],
    ['POST /_local/reset', reset],
    ...answers.flatMap((more) => [...more]),
  ]);
