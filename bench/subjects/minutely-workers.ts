import { workers } from '../../lib/workers.ts';

/** Workers that run every minute, whether or not there are payments. */
export const minutelyWorkers: readonly string[] = workers
  .filter(({ on }) => 'everyMinutes' in on && on.everyMinutes === 1)
  .map(({ name }) => name);

/** Name of a run that finds nothing to do, in figures. */
export const idleRunOf = (worker: string): string => `${worker}, nothing to do`;
