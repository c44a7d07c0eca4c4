import { CaptureChecks } from './capture-checks.ts';
import type { Violations } from './invariants.ts';
import type { MessageDelivery } from './network.ts';
import { OpeningChecks } from './opening-checks.ts';
import type { Wish } from './operations.ts';
import type { Process } from './process.ts';
import { rowOf, type StoredRow } from './rows.ts';
import type { SimulatedWrite } from './store.ts';
import { isFinal, refusedAs, type Told } from './told.ts';

type Reserved = Readonly<{ at: number; wish: Wish | undefined }>;
export type Ask = { readonly place: string; alone: boolean };
type TimedRefusal = Readonly<{ told: Told; code: string }>;
const noes = new Set([
  'payment_not_found',
  'payment_disputed',
  'refund_exceeds_remaining',
  'payment_not_refundable',
  'too_many_refunds',
]);

/** Whether a refund or a capture that was refused, and not asked for again, was done all the same. */
export class RefusalChecks {
  readonly #refused = new Map<string, TimedRefusal>();
  /** The clients that are asking for a refund now, and whether others did meanwhile. */
  readonly #asking = new Map<string, Set<Ask>>();
  readonly #accepted = new Set<string>();
  readonly #reserved = new Map<string, Reserved>();
  readonly #captures = new CaptureChecks();
  readonly #openings = new OpeningChecks();
  readonly #wishOf: (process: Process) => Wish | undefined;

  constructor(wishOf: (process: Process) => Wish | undefined) {
    this.#wishOf = wishOf;
  }

  /** Whether the last that a client heard of this refund or capture was no. */
  wasRefused = (wish: Wish): boolean =>
    this.#refused.has(placeOf(wish)) || this.#captures.wasRefused(wish) || this.#openings.wasRefused(wish);

  /** A request, maybe for a refund; what it gives then is to be told how it ended. */
  asks(wish: Wish): Ask | undefined {
    this.#captures.asks(wish);
    this.#openings.asks(wish);
    if (wish.refundId === undefined) return undefined;
    const place = placeOf(wish);
    // A client that asks again after a refusal wants the refund.
    this.#refused.delete(place);
    const others = this.#asking.get(place) ?? new Set();
    this.#asking.set(place, others);
    for (const other of others) other.alone = false;
    const ask = { place, alone: others.size === 0 };
    others.add(ask);
    return ask;
  }

  /** A no is one if no other request for the same was on its way: that one's answer may be yes. */
  ended(wish: Wish, ask: Ask | undefined, told: Told | undefined): void {
    this.#openings.ended(wish, told);
    if (told !== undefined) this.#captures.heard(told);
    if (ask === undefined) return;
    this.#asking.get(ask.place)?.delete(ask);
    if (told === undefined) return;
    const code = refusedAs(told);
    if (code === undefined && isFinal(told)) this.#accepted.add(ask.place);
    if (code !== undefined && noes.has(code) && ask.alone) this.#refused.set(ask.place, { told, code });
  }

  written({ before, after }: SimulatedWrite, at: number, delivery: MessageDelivery | undefined): void {
    const [old, now] = [rowOf(before), rowOf(after)];
    for (const refundId of Object.keys(now?.refunds ?? {})) {
      if (old?.refunds?.[refundId] !== undefined || delivery === undefined) continue;
      this.#reserved.set(refundId, { at, wish: this.#wishOf(delivery.process) });
    }
  }

  finish(rowOfPayment: (paymentId: string) => StoredRow | undefined, violations: Violations): void {
    this.#captures.finish(rowOfPayment, violations);
    this.#openings.finish(rowOfPayment, violations);
    for (const [place, { told, code }] of this.#refused) {
      const { paymentId, refundId = '' } = told.wish;
      const reserved = this.#reserved.get(refundId);
      const isOfThis = reserved?.wish !== undefined && placeOf(reserved.wish) === place && reserved.at > told.begunAt;
      // Unless a twin of the request was told yes.
      const isCompleted = rowOfPayment(paymentId)?.refunds[refundId]?.status === 'completed';
      if (!isOfThis || this.#accepted.has(place) || !isCompleted) continue;
      violations.add('a no stays a no', `${told.process.name}: ${code}, and refund ${refundId} went back`);
    }
  }
}

/** A refund of one amount: under the same key, one of another amount is another request. */
const placeOf = ({ refundId, fields }: Wish) => `${refundId} ${fields}`;
