import type { KnownLimit, Violations } from './invariants.ts';
import type { Delivery } from './network.ts';
import type { Wish } from './operations.ts';
import type { Process } from './process.ts';
import { rowOf } from './rows.ts';
import type { Write } from './store.ts';
import { isFinal, refusedAs, type Told } from './told.ts';

type Reserved = Readonly<{ at: number; delivery: Delivery; wish: Wish | undefined }>;
export type Ask = { readonly place: string; alone: boolean };
type Refusal = Readonly<{ told: Told; code: string }>;
const noes = new Set(['refund_exceeds_remaining', 'payment_not_refundable']);

/**
 * Whether a refund that was refused, and not asked for again, went back all the same. The cases that are known
 * (DECISIONS.md) are told apart by all that belongs to them, and counted.
 */
export class RefusalChecks {
  readonly #refused = new Map<string, Refusal>();
  /** Who is asking for a refund now, and whether somebody else did meanwhile. */
  readonly #asking = new Map<string, Set<Ask>>();
  readonly #accepted = new Set<string>();
  readonly #reserved = new Map<string, Reserved>();
  readonly #givenBackAt = new Map<string, number[]>();
  readonly #completedAt = new Map<string, number[]>();
  readonly #wishOf: (process: Process) => Wish | undefined;

  constructor(wishOf: (process: Process) => Wish | undefined) {
    this.#wishOf = wishOf;
  }

  /** Whether the last that a client heard of this refund was no. */
  wasRefused = (wish: Wish): boolean => this.#refused.has(placeOf(wish));

  /** A request for a refund; what it gives is to be told how it ended. */
  asks(wish: Wish): Ask | undefined {
    if (wish.refundId === undefined) return undefined;
    const place = placeOf(wish);
    // Whoever asks again after a no, means it.
    this.#refused.delete(place);
    const others = this.#asking.get(place) ?? new Set();
    this.#asking.set(place, others);
    for (const other of others) other.alone = false;
    const ask = { place, alone: others.size === 0 };
    others.add(ask);
    return ask;
  }

  /** A no is one if no other request for the same was on its way: that one's answer may be yes. */
  ended(ask: Ask | undefined, told: Told | undefined): void {
    if (ask === undefined) return;
    this.#asking.get(ask.place)?.delete(ask);
    if (told === undefined) return;
    const code = refusedAs(told);
    if (code === undefined && isFinal(told)) this.#accepted.add(ask.place);
    if (code !== undefined && noes.has(code) && ask.alone) this.#refused.set(ask.place, { told, code });
  }

  written({ id, before, after }: Write, at: number, delivery: Delivery | undefined): void {
    const [old, now] = [rowOf(before), rowOf(after)];
    if (old?.status !== 'completed' && now?.status === 'completed') note(this.#completedAt, id, at);
    for (const [refundId, refund] of Object.entries(now?.refunds ?? {})) {
      const known = old?.refunds?.[refundId];
      if (known === undefined && delivery !== undefined) {
        this.#reserved.set(refundId, { at, delivery, wish: this.#wishOf(delivery.process) });
      }
      if (known?.status === 'processing' && refund.status === 'failed') note(this.#givenBackAt, id, at);
    }
  }

  finish(isCompleted: (paymentId: string, refundId: string) => boolean, violations: Violations): void {
    for (const [place, { told, code }] of this.#refused) {
      const { paymentId, refundId = '' } = told.wish;
      const reserved = this.#reserved.get(refundId);
      const isOfThis = reserved?.wish !== undefined && placeOf(reserved.wish) === place && reserved.at > told.begunAt;
      // Unless a twin of the request was told yes.
      if (!isOfThis || this.#accepted.has(place) || !isCompleted(paymentId, refundId)) continue;
      const limit = this.#limit(told, code, reserved);
      if (limit !== undefined) violations.known(limit);
      else violations.add('a no stays a no', `${told.process.name}: ${code}, and refund ${refundId} went back`);
    }
  }

  /**
   * Both limits are of an earlier try's write that came when its caller had given up. What was refused has become
   * possible meanwhile: another refund was given back, or the payment was decided only then.
   */
  #limit({ begunAt, wish }: Told, code: string, { at, delivery }: Reserved): KnownLimit | undefined {
    if (!delivery.isLate) return undefined;
    const between = (times: readonly number[] = []) => times.some((time) => begunAt <= time && time <= at);
    if (code === 'refund_exceeds_remaining' && between(this.#givenBackAt.get(wish.paymentId))) {
      return 'a late try after a no, when another refund was given back';
    }
    if (code === 'payment_not_refundable' && between(this.#completedAt.get(wish.paymentId))) {
      return 'a late try after a no, when the payment had not been decided';
    }
    return undefined;
  }
}

/** A refund of one amount: under the same key, one of another amount is another request. */
const placeOf = ({ refundId, fields }: Wish) => `${refundId} ${fields}`;

const note = (times: Map<string, number[]>, id: string, at: number) => times.set(id, [...(times.get(id) ?? []), at]);
