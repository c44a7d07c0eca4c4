import type { InjectedFault } from '../lambda/fault-source.ts';

/** A request with it wants something to fail in it alone. It ends here: no function sees it. */
const requestHeader = 'x-test-fault';

/** How often that happened. */
export const happenedHeader = 'X-Test-Faults-Happened';

/** Parts the headers of a request (name, value, name, value …) from what they want to fail. */
export function splitTestFaults(rawHeaders: readonly string[]): {
  rawHeaders: readonly string[];
  wanted: readonly string[];
} {
  // As nearly all requests are.
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
