import type { Overrides } from '../../src/runtime/dependencies.ts';
import type { Io } from '../../src/runtime/io.ts';
import { cachedSecrets } from '../../src/runtime/secrets.ts';
import { MemoryDynamo } from './memory-dynamo.ts';
import { VirtualClock } from './virtual-clock.ts';

export const paymentsTable = 'payment-service-local-payments';
export const ordersTable = 'payment-service-local-orders';
export const usersTable = 'payment-service-local-users';
export const eventsTable = 'payment-service-local-events';
export const webhooksTable = 'payment-service-local-webhooks';

/** An invocation's Io, and the dependencies that are to be others: a handler takes both with `.with(io, io.overrides)`. */
export type OverriddenIo = Io & Readonly<{ overrides?: Overrides }>;

/** A store and a clock that several invocations share, each with its own time-out. */
export class World {
  readonly clock = new VirtualClock();
  readonly dynamo = new MemoryDynamo();
  /** Answers of other services: no connection unless a test says so. */
  call: Io['call'] = () => Promise.reject(new TypeError('no connection'));
  fetch: Io['fetch'] = () => Promise.reject(new TypeError('fetch failed'));
  /** Overrides for the dependencies of handlers, such as processors. */
  overrides: Overrides = {};
  /** None, unless a test says so. */
  secrets: NonNullable<Io['secrets']> = cachedSecrets(() => Promise.reject(new Error('no secrets')));
  /** With 0, a pause with full jitter is none. */
  random = 0;
  #ids = 0;

  /** The Io of one invocation; it begins now and is cut off `timeOut` later. */
  io(timeOut = 10_000): OverriddenIo {
    const cutOff = this.clock.now() + timeOut;
    return {
      now: this.clock.now,
      newId: this.#newId,
      random: () => this.random,
      sleep: this.clock.sleep,
      remaining: () => cutOff - this.clock.now(),
      send: this.dynamo.send,
      call: this.#call,
      fetch: this.#fetch,
      secrets: this.secrets,
      overrides: this.overrides,
    };
  }

  /** The same for every invocation, as in a process of Lambda. */
  readonly #call: Io['call'] = (url, request) => this.call(url, request);
  readonly #fetch: Io['fetch'] = (url, init) => this.fetch(url, init);

  readonly #newId = () => `00000000-0000-4000-8000-${String(++this.#ids).padStart(12, '0')}`;
}
