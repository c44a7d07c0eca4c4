import type { IncomingResponse } from '../../src/runtime/http-call.ts';
import type { Io } from '../../src/runtime/io.ts';
import type { Random } from '../../test/support/random.ts';
import type { SimulatedFaults } from './faults.ts';
import { never, type Process, running } from './process.ts';
import type { Timeline } from './timeline.ts';
import type { Trace } from './trace.ts';
import type { AnswerFault, SimulatedEndpoint } from './webhook-endpoints.ts';

type ReceiverServices = Readonly<{ timeline: Timeline; faults: SimulatedFaults; trace: Trace }>;

/** A request of a worker to a receiver. */
export type Sent = Readonly<{
  process: Process;
  endpoint: SimulatedEndpoint;
  eventId: string;
  headers: Readonly<Record<string, string>>;
  body: string;
}>;

/** Receivers that fail, answer late, lose their answers, or are gone. Draws from numbers of its own. */
export class SimulatedReceivers {
  readonly #services: ReceiverServices;
  readonly #endpoints: readonly SimulatedEndpoint[];
  readonly #random: Random;
  /** Called when a request begins, before anything of it is on its way. */
  onSent: (sent: Sent) => void = () => undefined;
  /** IDs of the events that each receiver has taken, whether or not its answer arrived. */
  readonly taken = new Map<string, Set<string>>();
  /** Receivers that have answered 410. */
  readonly gone = new Set<string>();
  /** From now on nothing fails. */
  areHealthy = false as boolean;

  constructor(services: ReceiverServices, endpoints: readonly SimulatedEndpoint[], random: Random) {
    this.#services = services;
    this.#endpoints = endpoints;
    this.#random = random;
  }

  /** One client for all invocations, as a process of Lambda has it. */
  readonly call: Io['call'] = (url, { headers, body = '' }) => {
    const process = running.getStore();
    const endpoint = this.#endpoints.find((one) => one.url === url);
    if (process === undefined || endpoint === undefined) return Promise.reject(new TypeError(`nobody is at ${url}`));
    if (process.isDead) return never();
    const eventId = headers['webhook-id'] ?? headers['Idempotency-Key'] ?? '';
    this.begins({ process, endpoint, eventId, headers, body });
    return this.answer(process, endpoint, (fate) => {
      const status = statusOf(fate);
      if (status < 300) this.take(endpoint.id, eventId);
      if (status === 410) this.gone.add(endpoint.id);
      return answerOf(status, fate);
    });
  };

  /** An event is about to be sent. */
  begins(sent: Sent): void {
    this.#services.trace.add(sent.process.name, () => `sends ${sent.eventId} to ${sent.endpoint.id}`);
    this.onSent(sent);
  }

  /** A request on its way there and back. `arrived` is called if it gets there, with how the receiver fares. */
  answer(
    process: Process,
    endpoint: SimulatedEndpoint,
    arrived: (fate: string | undefined) => IncomingResponse,
  ): Promise<IncomingResponse> {
    const { timeline, trace } = this.#services;
    const fate = this.#fate(endpoint);
    if (fate !== undefined) trace.add(endpoint.id, () => `FAULT ${fate}`);
    const there = 1 + this.#random.whole(20);
    const back = fate === 'receiver: slow' ? 1_000 + this.#random.whole(20_000) : 1 + this.#random.whole(20);
    return new Promise((resolve, reject) => {
      if (fate === 'receiver: no connection') {
        timeline.after(there, () => process.resume(() => reject(new TypeError('no connection'))));
        return;
      }
      timeline.after(there, () => {
        const response = arrived(fate);
        if (fate === 'receiver: answer lost') {
          timeline.after(back, () => process.resume(() => reject(new TypeError('the connection broke'))));
        } else {
          timeline.after(back, () => process.resume(() => resolve(response)));
        }
      });
    });
  }

  #fate({ percent, kinds, down }: SimulatedEndpoint): AnswerFault | 'webhook: down for days' | undefined {
    const { timeline, faults } = this.#services;
    if (this.areHealthy) return undefined;
    const at = timeline.now() - timeline.start;
    if (down !== undefined && down.from <= at && at < down.until) {
      faults.happens('webhook: down for days');
      return this.#random.whole(2) === 0 ? 'receiver: no connection' : 'receiver: server error';
    }
    if (faults.quiet || this.#random.whole(100) >= percent) return undefined;
    const fate = this.#random.pick(kinds);
    faults.happens(fate);
    return fate;
  }

  /** It has the event, whatever becomes of its answer. */
  take(endpointId: string, eventId: string): void {
    const known = this.taken.get(endpointId) ?? new Set<string>();
    this.taken.set(endpointId, known.add(eventId));
  }
}

const statuses: Readonly<Partial<Record<string, number>>> = {
  'receiver: server error': 500,
  'receiver: throttled': 503,
  'webhook: not found': 404,
  'webhook: redirected': 307,
  'webhook: gone': 410,
};

export const statusOf = (fate: string | undefined): number => statuses[fate ?? ''] ?? 204;

const answerOf = (status: number, fate: string | undefined): IncomingResponse => ({
  status,
  headers: new Headers(fate === 'receiver: throttled' ? { 'Retry-After': '30' } : {}),
  body: null,
});
