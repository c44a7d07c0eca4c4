import type { StageProcessors } from './stage.ts';

/** Longer than any lease, any late delivery, any clock that is wrong, and any customer who comes back (ms). */
export const untilQuietMs = 700_000;

/** A refund whose key has a stored error gets its next key only after 21 hours. */
const untilNextKeyMs = 22 * 3_600_000;

/** How long after the last fault nothing is left that only time can end (ms). */
export const quietAfter = ({ banks }: Pick<StageProcessors, 'banks'>): number =>
  banks.some(({ manners }) => manners.storesErrors > 0) ? untilNextKeyMs : untilQuietMs;
