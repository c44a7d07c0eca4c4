import { type Answered, clientOf } from '../support/client.ts';
import type { Storm } from '../support/storm.ts';

/** A payment as its clients see it. */
export type Payment = {
  readonly id: string;
  readonly cents: number;
  readonly capture: boolean;
  readonly declined: boolean;
  status: 'authorized' | 'completed' | 'cancelled' | 'failed';
  refunded: number;
  /** The answer to its creation, and the answer to each refund by key. */
  readonly created: string;
  readonly refunds: Map<string, Readonly<{ asked: number | 'all'; text: string }>>;
};

type Order = { cents: number; status: 'COMPLETED' | 'FAILED'; text: string };

/** All that clients were told: what happens next must follow from this and from nothing else. */
export type Model = {
  readonly payments: Map<string, Payment>;
  readonly orders: Map<string, Order>;
  /** By trip, its fare's key and answer; by key, the trip that it was sent for. */
  readonly trips: Map<string, Readonly<{ key: string; text: string }>>;
  readonly tripKeys: Map<string, Readonly<{ trip: string; text: string | undefined }>>;
};

export const emptyModel = (): Model => ({
  payments: new Map(),
  orders: new Map(),
  trips: new Map(),
  tripKeys: new Map(),
});

/** The real thing; every run of commands has names of its own in it. */
export class Real {
  readonly #storm: Storm;
  readonly #run: string;
  requests = 0;

  constructor(storm: Storm, run: string) {
    this.#storm = storm;
    this.#run = run;
  }

  name = (what: string): string => `${this.#run}-${what}`;

  post(path: string, body: object, headers: Readonly<Record<string, string>> = {}): Promise<Answered> {
    this.requests++;
    return this.#storm.post(path, JSON.stringify(body), headers);
  }

  async get(path: string): Promise<Answered> {
    this.requests++;
    const { url } = await this.#storm.running;
    return clientOf(url).get(path);
  }

  kill = (): Promise<void> => this.#storm.kill();
}

export const amountOf = (cents: number): string => (cents / 100).toFixed(2);
/** How the `rides` contract calls a payment's state. */
export const shownStatus = ({ status, refunded, cents }: Payment): string => {
  if (status === 'authorized') return 'PENDING';
  if (status !== 'completed') return 'FAILED';
  return refunded === cents ? 'REFUNDED' : 'SUCCESS';
};

export function agree(what: string, real: unknown, wanted: unknown): void {
  const [seen, expected] = [JSON.stringify(real), JSON.stringify(wanted)];
  if (seen !== expected) throw new Error(`${what}: ${seen}, and the model has ${expected}`);
}
