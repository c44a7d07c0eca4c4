import type { Environment } from '../../tools/start/environment.ts';

/** Waits until all events so far are delivered, also those whose first attempt timed out on a slow machine: it moves the clock ten minutes on. */
export async function allDelivered({ caughtUp, advanceClock }: Environment): Promise<void> {
  await caughtUp();
  await advanceClock(10 * 60_000);
  await caughtUp();
}
