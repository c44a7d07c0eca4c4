import { handler as pollPayments } from '../../functions/workers/poll-payments.ts';
import { handler as sweepPayments } from '../../functions/workers/sweep-payments.ts';
import { projectionsTable } from './derived-checks.ts';
import type { SimulatedWorld } from './simulated-world.ts';

/** Three days of polling come to a dozen polls for each payment. */
const mostPolls = 200;

/** The workers that a clock starts. */
export class Schedules {
  readonly #world: SimulatedWorld;

  constructor(world: SimulatedWorld) {
    this.#world = world;
  }

  /** Sweeps and polls until nothing is left to be done. */
  async end(): Promise<void> {
    const { stream } = this.#world;
    for (let times = 0; times < 3; times++) {
      await stream.told();
      await this.sweepAt(60_000);
    }
    await stream.told();
    await this.#pollUp();
    await this.#catchUp();
  }

  /** Waits until the banks have decided every dispute and refund, and lets the poller read what it was never told. */
  async #catchUp(): Promise<void> {
    const { timeline, processors, stream } = this.#world;
    const quietAt = Math.max(
      ...processors.banks.flatMap((one) =>
        [one.disputes, one.refundsByHand, one.lostRefunds].map((all) => all.quietAt),
      ),
    );
    if (quietAt === 0) return;
    await timeline.wait(Math.max(0, quietAt - timeline.now()));
    for (let times = 0; times < 2; times++) await this.pollAt(2 * 3_600_000);
    await stream.told();
    await this.#pollUp();
  }

  /** Polls whenever a payment is due, until none is any more. */
  async #pollUp(): Promise<void> {
    const { timeline, store, stream, random } = this.#world;
    for (let times = 0; times < mostPolls; times++) {
      const due = store.items(projectionsTable).filter(({ id }) => id === 'due');
      const [first] = due.map(({ sort }) => Date.parse(String(sort).split('#', 1).join())).sort((a, b) => a - b);
      if (first === undefined) return;
      // A schedule may fire twice.
      const ms = Math.max(0, first - timeline.now()) + 60_000;
      await Promise.all([this.pollAt(ms), this.pollAt(ms + random.whole(40))]);
      await stream.told();
    }
  }

  async pollAt(ms: number): Promise<void> {
    const { timeline, lambda } = this.#world;
    await timeline.wait(ms);
    await lambda
      .invoke('poll-payments', ({ io, context }) => pollPayments.with(io, io.overrides)({}, context), 60_000)
      .catch(() => undefined);
  }

  async sweepAt(ms: number): Promise<void> {
    const { timeline, lambda } = this.#world;
    await timeline.wait(ms);
    await lambda
      .invoke('sweep-payments', ({ io, context }) => sweepPayments.with(io, io.overrides)({}, context), 60_000)
      .catch(() => undefined);
  }
}
