import type { Request } from './request.ts';
import type { HttpResponse } from './responses.ts';

const longestWaitSeconds = 10;
const defaultWaitSeconds = 2;

/** Seconds the client prefers to wait (`Prefer: wait=…` or `wait="…"`, RFC 7240 §2 and §4.3), capped at `longestWaitSeconds`. */
function preferredSeconds({ headers }: Request): number | undefined {
  const preferences = headers.get('prefer')?.join(', ') ?? '';
  const seconds = /(?:^|[,;\s])wait=("?)(\d+)\1(?=$|[,;\s])/i.exec(preferences)?.[2];
  return seconds === undefined ? undefined : Math.min(Number(seconds), longestWaitSeconds);
}

/** Milliseconds to wait for a concurrent request with the same key. */
export const preferredWaitMs = (request: Request, defaultMs: number = defaultWaitSeconds * 1_000): number => {
  const seconds = preferredSeconds(request);
  return seconds === undefined ? defaultMs : seconds * 1_000;
};

/** Adds the wait that was applied, which may be shorter than the preferred one (RFC 7240 §3). */
export function withPreferenceApplied(request: Request, response: HttpResponse): HttpResponse {
  const seconds = preferredSeconds(request);
  if (seconds === undefined) return response;
  return { ...response, headers: { ...response.headers, 'Preference-Applied': `wait=${seconds}` } };
}
