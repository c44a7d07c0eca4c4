import type { Io } from '../../client/io.ts';
import { intentId, type KeyStore } from '../../client/keys/key-store.ts';
import { KillableProcess } from '../../test/support/killable-process.ts';
import type { Random } from '../../test/support/random.ts';
import type { ShopChecks } from './shop-checks.ts';
import type { ShopFaults } from './shop-faults.ts';
import type { ShopNetwork } from './shop-network.ts';
import type { Timeline } from './timeline.ts';
import type { Trace } from './trace.ts';

export type ShopServices = Readonly<{
  timeline: Timeline;
  trace: Trace;
  random: Random;
  faults: ShopFaults;
  network: ShopNetwork;
  checks: ShopChecks;
}>;

/** Everything that a client takes from outside. */
export type ClientOutside = Readonly<{ io: Io; keys: KeyStore }>;

type Said = Parameters<ShopChecks['says']>;

export class KeyStoreFailure extends Error {}
/** The reason of a shop that stops waiting. */
export class ShopAbort extends Error {}

/** One process of a shop, and what its client gets from outside. It may die at each await of the client. */
export class ShopProcess {
  readonly name: string;
  readonly outside: ClientOutside;
  /** Aborts, if it ever does, all calls that this process has made. */
  readonly signal: AbortSignal;
  readonly #process: KillableProcess;
  readonly #services: ShopServices;

  constructor(name: string, stored: KeyStore, services: ShopServices) {
    const { timeline, random, faults, network } = services;
    this.name = name;
    this.#services = services;
    this.#process = new KillableProcess(() => faults.kill());
    const skewMs = random.whole(600_000) - 300_000;
    const io: Io = {
      fetch: network.fetchOf(this.#process, name),
      now: () => timeline.now() + skewMs,
      sleep: (ms, aborted) => (aborted ? this.#timeOut(ms, aborted) : this.#process.await(() => timeline.wait(ms))),
      random: () => random.whole(2 ** 32) / 2 ** 32,
      newKey: () => `shop-${random.hex(12)}`,
    };
    this.outside = { io, keys: this.#keysOf(stored) };
    this.signal = this.#abortSignal();
  }

  /** Runs a program until it ends or the process dies. */
  async run(program: () => Promise<void>): Promise<void> {
    const { trace } = this.#services;
    trace.add(this.name, () => 'begins');
    const end = await Promise.race([program(), this.#process.killed.promise]);
    if (end === 'killed') trace.add(this.name, () => 'is killed');
  }

  /** The shop hears from its client how an intent ended. */
  readonly says = (request: Said[0], result: Said[1]): void => {
    const { checks, trace } = this.#services;
    trace.add(this.name, () => `${intentId(request)} is ${result.status}`);
    checks.says(request, result, this.#process);
  };

  #abortSignal(): AbortSignal {
    const { faults, timeline, trace } = this.#services;
    const controller = new AbortController();
    const ms = faults.abortsAfter();
    if (ms !== undefined) {
      timeline.after(ms, () => {
        trace.add(this.name, () => 'aborts its calls');
        controller.abort(new ShopAbort());
      });
    }
    return controller.signal;
  }

  /** The time-out of an attempt, which is not awaited alone. */
  #timeOut(ms: number, aborted: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#services.timeline.after(ms, resolve);
      aborted.addEventListener('abort', () => {
        timer.ring = undefined;
      });
    });
  }

  #keysOf(stored: KeyStore): KeyStore {
    const { checks } = this.#services;
    return {
      claim: (request) => this.#call(() => stored.claim(request)),
      answered: (request) =>
        this.#call(() => {
          checks.answered(request);
          return stored.answered(request);
        }),
      unanswered: () => this.#unanswered(stored),
    };
  }

  async *#unanswered(stored: KeyStore): ReturnType<KeyStore['unanswered']> {
    for await (const request of stored.unanswered()) yield await this.#call(async () => request);
  }

  /** A call of the store of keys: one that fails may have been done. */
  #call<Result>(act: () => Promise<Result>): Promise<Result> {
    const { timeline, random, faults } = this.#services;
    return this.#process.await(async () => {
      const fails = faults.keyStoreFails();
      await timeline.wait(1 + random.whole(10));
      if (fails && random.whole(2) === 0) throw new KeyStoreFailure();
      const result = await act();
      if (fails) throw new KeyStoreFailure();
      return result;
    });
  }
}
