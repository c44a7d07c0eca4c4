import type { Answer } from './answers.ts';
import type { Request } from './request.ts';

const longestWaitSeconds = 10;
const usualWaitSeconds = 2;

/** How many seconds the client prefers to wait (`Prefer: wait=…`, RFC 7240 §4.3), capped; undefined if it does not say. */
function preferredSeconds({ headers }: Request): number | undefined {
  const preferences = headers.get('prefer')?.join(', ') ?? '';
  const seconds = /(?:^|[,;\s])wait=(\d+)(?=$|[,;\s])/i.exec(preferences)?.[1];
  return seconds === undefined ? undefined : Math.min(Number(seconds), longestWaitSeconds);
}

/** How long to wait for another request's answer. */
export const preferredWaitMs = (request: Request): number => (preferredSeconds(request) ?? usualWaitSeconds) * 1_000;

/** The answer with the wait that was applied, which may be shorter than the one preferred (RFC 7240 §3). */
export function withPreferenceApplied(request: Request, answer: Answer): Answer {
  const seconds = preferredSeconds(request);
  if (seconds === undefined) return answer;
  return { ...answer, headers: { ...answer.headers, 'Preference-Applied': `wait=${seconds}` } };
}
