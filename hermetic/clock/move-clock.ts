import type { EventSources } from '../events/event-sources.ts';
import type { Schedule } from '../events/schedule.ts';
import type { TestClock } from './test-clock.ts';

/** Answer to POST /_local/clock. */
export type ClockMove = ClockReading &
  Readonly<{
    /** Number of scheduled runs by function. */
    ran: Readonly<Record<string, number>>;
    /** Items that expired, by table. */
    expired: Readonly<Record<string, number>>;
  }>;

/** Answer to GET /_local/clock. */
export type ClockReading = Readonly<{ now: string; offset_ms: number }>;

export type ClockDependencies = Readonly<{
  clock: TestClock;
  eventSources: () => Pick<EventSources, 'settled' | 'schedules'>;
  deleteExpired: (now: number) => Promise<Readonly<Record<string, number>>>;
}>;

/** Limits the runs of a schedule in one move: 400 days would be half a million runs a minute apart. */
const maxRuns = 20;

/** Moves the clock to `target(now)`, where `now` is its time when the move starts. */
export type MoveClock = (target: (now: number) => number) => Promise<ClockMove>;

/** Serialises moves: one that is requested during another starts when that has ended. */
export function clockMover(services: ClockDependencies): MoveClock {
  let last: Promise<unknown> = Promise.resolve();
  return (target) => {
    const moved = last.then(() => moveClock(target(services.clock.now()), services));
    last = moved.catch(() => {});
    return moved;
  };
}

/**
 * Moves the clock as if the time had passed: schedules run in order, each at its own time, at most the last 20 runs of
 * each; then items expire. Resolves when all that is done and the streams have been delivered.
 */
async function moveClock(to: number, services: ClockDependencies): Promise<ClockMove> {
  const { clock, deleteExpired } = services;
  const eventSources = services.eventSources();
  // Stream records are dated to the second, so those of earlier writes must be read before the clock moves.
  await eventSources.settled();
  const schedules = eventSources.schedules();
  const ran: Record<string, number> = {};
  for (const schedule of schedules) {
    schedule.pause();
    schedule.skip(to, maxRuns);
  }
  try {
    for (let next = earliest(schedules); next !== undefined && next.dueMs <= to; next = earliest(schedules)) {
      clock.moveTo(next.dueMs);
      await next.run();
      // The effects of a run belong to its time, not to the end of the move.
      await eventSources.settled();
      ran[next.functionName] = (ran[next.functionName] ?? 0) + 1;
    }
    clock.moveTo(to);
  } finally {
    // Also when the clock cannot be kept: the schedules go on.
    for (const schedule of schedules) schedule.resume();
  }
  const expired = await deleteExpired(clock.now());
  await eventSources.settled();
  return { ...readingOf(clock), ran, expired };
}

export const readingOf = (clock: TestClock): ClockReading => ({
  now: new Date(clock.now()).toISOString(),
  offset_ms: clock.offsetMs,
});

/** The schedule that is due first; of several, the one that is declared first. */
function earliest(schedules: readonly Schedule[]): Schedule | undefined {
  return schedules.reduce<Schedule | undefined>(
    (found, schedule) => (found === undefined || schedule.dueMs < found.dueMs ? schedule : found),
    undefined,
  );
}
