import type { IncomingResponse } from '../../src/runtime/http-call.ts';
import type { Io } from '../../src/runtime/io.ts';
import type { Random } from '../../test/support/random.ts';
import type { SimulatedFaults } from './faults.ts';
import { never, running } from './process.ts';
import { type SimulatedReceivers, statusOf } from './receivers.ts';
import type { SimulatedEndpoint } from './webhook-endpoints.ts';

type Own = Readonly<{ endpoint: SimulatedEndpoint; random: Random }>;

/** EventBridge: fails like any receiver, and takes some entries of a request while it refuses others. */
export class SimulatedBus {
  readonly #faults: SimulatedFaults;
  readonly #receivers: SimulatedReceivers;
  readonly #own: Own;

  constructor(faults: SimulatedFaults, receivers: SimulatedReceivers, own: Own) {
    this.#faults = faults;
    this.#receivers = receivers;
    this.#own = own;
  }

  readonly call: Io['call'] = (_url, { body = '' }) => {
    const process = running.getStore();
    if (process === undefined) return Promise.reject(new TypeError('nobody calls the bus'));
    if (process.isDead) return never();
    const { endpoint } = this.#own;
    const entries = detailsIn(body).map((detail) => ({ eventId: String(JSON.parse(detail).id), body: detail }));
    for (const entry of entries) this.#receivers.begins({ process, endpoint, headers: {}, ...entry });
    return this.#receivers.answer(process, endpoint, (fate) => {
      const status = statusOf(fate) < 300 ? 200 : statusOf(fate);
      const answered = entries.map(({ eventId }) => (status === 200 ? this.#entry(eventId) : {}));
      return answerOf(status, { Entries: answered });
    });
  };

  #entry(eventId: string): Readonly<Record<string, string>> {
    const { endpoint, random } = this.#own;
    const isRefused = !this.#receivers.areHealthy && !this.#faults.quiet && random.whole(200) < endpoint.percent;
    if (isRefused) {
      this.#faults.happens('webhook: part of a batch refused');
      return { ErrorCode: random.pick(['InternalFailure', 'ThrottlingException']) };
    }
    this.#receivers.take(endpoint.id, eventId);
    return { EventId: eventId };
  }
}

function detailsIn(body: string): readonly string[] {
  const { Entries }: { Entries: readonly Readonly<{ Detail: string }>[] } = JSON.parse(body);
  return Entries.map(({ Detail }) => Detail);
}

const answerOf = (status: number, body: unknown): IncomingResponse => ({
  status,
  headers: new Headers(),
  body: (async function* bytes() {
    yield Buffer.from(JSON.stringify(body));
  })(),
});
