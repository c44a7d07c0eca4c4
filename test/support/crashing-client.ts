import type { Fetch, Io } from '../../client/io.ts';
import type { KeyStore } from '../../client/keys/key-store.ts';
import { PaymentClient } from '../../client/payment-client.ts';
import { handler as createPayment } from '../../functions/payments/create-payment.ts';
import type { Observation, Processor } from '../../src/processor/port.ts';
import { onlyProcessor } from '../../src/processor/routing.ts';
import { simulatedProcessor } from '../../src/processor/simulated.ts';
import { call } from './call.ts';
import { KillableProcess, type Moment } from './killable-process.ts';
import { World } from './world.ts';

export type Crash = Readonly<{ atAwait: number; moment: Moment }>;

export type NetworkFault = 'none' | 'request lost' | 'answer lost' | 'refused with 503';

/** A world whose processor remembers what it charged, and clients of it that die. */
export class CrashingClients {
  readonly world = new World();
  /** The charges by the purchase that they are for: the intents at the processor. */
  readonly charges = new Map<string, Set<string>>();
  faults: () => NetworkFault = () => 'none';
  #keys = 0;

  constructor() {
    this.world.overrides = { processors: (io) => onlyProcessor(this.#remembering(simulatedProcessor(io, true))) };
  }

  /** A new client, as a new process makes one, on what is stored. */
  client(keys: KeyStore, crash?: Crash): Readonly<{ payments: PaymentClient; process: KillableProcess }> {
    const process = new KillableProcess((awaits) => (awaits === crash?.atAwait ? crash.moment : undefined));
    const { clock } = this.world;
    const io: Partial<Io> = {
      fetch: this.#fetch(process),
      now: clock.now,
      // The time-out of an attempt is not awaited alone.
      sleep: (ms, aborted) => (aborted ? clock.sleep(ms, aborted) : process.await(() => clock.sleep(ms))),
      random: () => 0.5,
      newKey: () => `key-${++this.#keys}`,
    };
    const stored: KeyStore = {
      claim: (request) => process.await(() => keys.claim(request)),
      answered: (request) => process.await(() => keys.answered(request)),
      unanswered: keys.unanswered,
    };
    return { payments: new PaymentClient({ url: 'http://localhost', keys: stored, io }), process };
  }

  /** Every request creates a payment. A look-up of the handler would take real time, in which the virtual clock runs out. */
  #fetch(process: KillableProcess): Fetch {
    return (_url, { headers, body }) =>
      process.await(async () => {
        const fault = this.faults();
        if (fault === 'request lost') throw new TypeError('fetch failed');
        if (fault === 'refused with 503') return unavailable();
        const answer = await call(createPayment, this.world, 'POST /v1/payments', { headers, body });
        if (fault === 'answer lost') throw new TypeError('fetch failed');
        return {
          status: answer.status,
          headers: new Headers(answer.headers as Record<string, string>),
          text: () => process.await(async () => answer.body),
        };
      });
  }

  #remembering(processor: Processor): Processor {
    return {
      ...processor,
      execute: async (intent, charge): Promise<Observation> => {
        const purchase = charge.metadata.purchase ?? '';
        const charges = this.charges.get(purchase) ?? new Set<string>();
        this.charges.set(purchase, charges.add(intent.id));
        return processor.execute(intent, charge);
      },
    };
  }
}

const unavailable = () =>
  Response.json(
    { code: 'store_unavailable', detail: 'the store did not answer', status: 503 },
    { status: 503, headers: { 'Retry-After': '1' } },
  );
