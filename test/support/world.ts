import type { Io } from '../../src/runtime/io.ts';
import { MemoryDynamo } from './memory-dynamo.ts';
import { VirtualClock } from './virtual-clock.ts';

export const paymentsTable = 'payment-service-local-payments';
export const ordersTable = 'payment-service-local-orders';
export const usersTable = 'payment-service-local-users';

/** A store and a clock that several invocations share, each with its own time-out. */
export class World {
  readonly clock = new VirtualClock();
  readonly dynamo = new MemoryDynamo();
  /** What other services answer: nobody is there unless a test says so. */
  call: Io['call'] = () => Promise.reject(new TypeError('no connection'));
  fetch: Io['fetch'] = () => Promise.reject(new TypeError('fetch failed'));
  /** Processors that handlers get in the place of those of the stage. */
  instead: Io['instead'] = {};
  /** None, unless a test says so. */
  secrets: NonNullable<Io['secrets']> = { read: () => Promise.reject(new Error('no secrets')), forget() {} };
  #ids = 0;

  /** What one invocation takes from outside; it begins now and is cut off `timeOut` later. */
  io(timeOut = 10_000): Io {
    const cutOff = this.clock.now() + timeOut;
    return {
      now: this.clock.now,
      newId: this.#newId,
      random: () => 0,
      sleep: this.clock.sleep,
      remaining: () => cutOff - this.clock.now(),
      send: this.dynamo.send,
      call: this.#call,
      fetch: this.#fetch,
      secrets: this.secrets,
      instead: this.instead ?? {},
    };
  }

  /** The same for every invocation, as in a process of Lambda. */
  readonly #call: Io['call'] = (url, request) => this.call(url, request);
  readonly #fetch: Io['fetch'] = (url, init) => this.fetch(url, init);

  readonly #newId = () => `00000000-0000-4000-8000-${String(++this.#ids).padStart(12, '0')}`;
}
