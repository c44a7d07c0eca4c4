import type { Io } from '../../../src/runtime/io.ts';
import type { Send } from '../../../src/runtime/send.ts';
import type { Attempt } from '../lossy.ts';
import type { StripeStage } from './stripe-stage.ts';

/** How far a second worker is ahead of the first: longer than the longest lease, which is a sweeper's. */
const aheadMs = 61_000;
/** Until the next attempt: longer than the leases of both. */
const laterMs = 180_000;

/**
 * Attempts at payments of a stage, one payment after another: in turn the client's request, which is repeated with its key,
 * and a run of the sweeper. A worker can be killed before each of its calls and before it answers; nothing of it runs then,
 * not even the release of its lease. A second worker is a minute ahead by its own clock, so it takes over from the first
 * one, which is still at work.
 */
export function workersOf(stage: StripeStage, fields: object): Attempt {
  let turns = 0;
  let working = 0;

  return async (key, { call, mayDie }) => {
    if (working === 0) stage.world.clock.advance(laterMs);
    const ahead = working * aheadMs;
    const death = Promise.withResolvers<never>();
    const ioFor = (timeOut: number): Io => {
      const io = killable(stage.io({ call }, timeOut), mayDie, death.reject);
      return { ...io, now: () => io.now() + ahead };
    };
    working++;
    try {
      const open = stage.payments().find(({ status }) => status === 'processing');
      const isSwept = open !== undefined && turns++ % 2 === 0;
      const work = isSwept ? swept(String(open.id), ioFor(60_000)) : paid(key, ioFor(10_000), mayDie);
      return await Promise.race([work, death.promise]);
    } finally {
      working--;
    }
  };

  async function paid(key: string, io: Io, mayDie: () => void): Promise<boolean> {
    const { status, json } = await stage.pay(key, fields, io);
    mayDie();
    return status === 201 && json.status === 'SUCCESS';
  }

  async function swept(id: string, io: Io): Promise<boolean> {
    await stage.sweep(io);
    return stage.stored(id)?.status === 'completed';
  }
}

/** The same, but it may be killed before each call: that one and all that follows never ends. */
function killable(io: Io, mayDie: () => void, died: (error: unknown) => void): Io {
  const live = async (): Promise<void> => {
    try {
      mayDie();
    } catch (error) {
      died(error);
      await new Promise(() => undefined);
    }
  };
  const send = async (operation: Parameters<Send>[0]) => {
    await live();
    return io.send(operation as never);
  };
  const call: Io['call'] = async (url, request) => {
    await live();
    return io.call(url, request);
  };
  return { ...io, send: send as Send, call };
}
