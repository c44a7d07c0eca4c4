import type { InjectedFault } from '../lambda/fault-source.ts';

/** Asks for a fault in one request. Removed before the function sees the request. */
const requestHeader = 'x-test-fault';

/** Response header: the number of faults that happened. */
export const happenedHeader = 'X-Test-Faults-Happened';

/** Separates the faults from the other headers of a request (name, value, name, value …). */
export function splitTestFaults(rawHeaders: readonly string[]): {
  rawHeaders: readonly string[];
  wanted: readonly string[];
} {
  // Nearly all requests have none.
  if (!rawHeaders.some((text) => text.toLowerCase() === requestHeader)) return { rawHeaders, wanted: [] };
  const pairs = rawHeaders.flatMap((name, index) =>
    index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? ''] as const] : [],
  );
  const isFault = ([name]: readonly [string, string]) => name.toLowerCase() === requestHeader;
  return {
    rawHeaders: pairs.filter((pair) => !isFault(pair)).flat(),
    wanted: pairs.filter(isFault).map(([, value]) => value),
  };
}

export const happenedIn = (faults: readonly InjectedFault[]): number =>
  faults.reduce((sum, { happened }) => sum + happened, 0);
