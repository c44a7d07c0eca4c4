import type { EventSources } from '../events/event-sources.ts';
import type { Schedule } from '../events/schedule.ts';
import type { TestClock } from './test-clock.ts';

/** Answer to POST /_local/clock. */
export type ClockMove = ClockReading &
  Readonly<{
    /** How often each function was called by its schedule. */
    ran: Readonly<Record<string, number>>;
    /** Items that expired, by table. */
    expired: Readonly<Record<string, number>>;
  }>;

/** Answer to GET /_local/clock. */
export type ClockReading = Readonly<{ now: string; offset_ms: number }>;

export type ClockDependencies = Readonly<{
  clock: TestClock;
  eventSources: () => Pick<EventSources, 'settled' | 'schedules'>;
  /** Deletes what has expired by that moment. */
  deleteExpired: (now: number) => Promise<Readonly<Record<string, number>>>;
}>;

/** Runs of one schedule in one move: 400 days would be half a million minutes. */
const mostRuns = 20;

/** Moves the clock to what `target` makes of its time then. */
export type MoveClock = (target: (now: number) => number) => Promise<ClockMove>;

/** Makes one move after the other: what is asked for during a move begins where that ends. */
export function clockMover(services: ClockDependencies): MoveClock {
  let last: Promise<unknown> = Promise.resolve();
  return (target) => {
    const moved = last.then(() => moveClock(target(services.clock.now()), services));
    last = moved.catch(() => {});
    return moved;
  };
}

/**
 * Moves the clock to a moment as if the time had passed: the runs of schedules that come due are made in their order, each
 * at its own time, of each schedule the last 20; then items expire. Resolves when all of that is done, and streams too
 * have been followed to their end.
 */
async function moveClock(to: number, services: ClockDependencies): Promise<ClockMove> {
  const { clock, deleteExpired } = services;
  const eventSources = services.eventSources();
  // Stream records are dated to the second: those from before the move must have been read by then.
  await eventSources.settled();
  const schedules = eventSources.schedules();
  const ran: Record<string, number> = {};
  for (const schedule of schedules) {
    schedule.pause();
    schedule.skip(to, mostRuns);
  }
  for (let next = earliest(schedules); next !== undefined && next.dueMs <= to; next = earliest(schedules)) {
    clock.moveTo(next.dueMs);
    await next.run();
    // Effects of a run take place at its time, not at the end of the move.
    await eventSources.settled();
    ran[next.functionName] = (ran[next.functionName] ?? 0) + 1;
  }
  clock.moveTo(to);
  for (const schedule of schedules) schedule.resume();
  const expired = await deleteExpired(clock.now());
  await eventSources.settled();
  return { ...readingOf(clock), ran, expired };
}

export const readingOf = (clock: TestClock): ClockReading => ({
  now: new Date(clock.now()).toISOString(),
  offset_ms: clock.offsetMs,
});

/** The first declared of the schedules that are due at once. */
function earliest(schedules: readonly Schedule[]): Schedule | undefined {
  return schedules.reduce<Schedule | undefined>(
    (found, schedule) => (found === undefined || schedule.dueMs < found.dueMs ? schedule : found),
    undefined,
  );
}
