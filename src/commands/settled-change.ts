import type { Io } from '../runtime/io.ts';
import { attemptMs } from '../webhooks/receivers.ts';

/** A worker begins an attempt only while what it read of the endpoint is younger than this. */
export const longestViewMs = 1_000;

const marginMs = 500;

/**
 * Waits until no attempt can be under way that began by what an endpoint was before a change. So nothing is sent to an
 * endpoint once the client knows that it is disabled. Durations of each process are compared, never two clocks.
 */
export const untilSettled = ({ sleep }: Pick<Io, 'sleep'>): Promise<void> =>
  sleep(longestViewMs + attemptMs + marginMs);
