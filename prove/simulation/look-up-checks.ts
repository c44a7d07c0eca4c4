import type { Violations } from './invariants.ts';
import type { MessageDelivery } from './network.ts';
import type { SimulatedItem } from './operands.ts';
import type { Wish } from './operations.ts';
import type { Process } from './process.ts';
import { isPayment, type RefundRow, rowOf, standings } from './rows.ts';
import type { SimulatedWrite } from './store.ts';
import type { Told } from './told.ts';

type Known = Readonly<{
  violations: Violations;
  item: (id: string) => SimulatedItem | undefined;
  wishOf: (process: Process) => Wish | undefined;
}>;

const sizeOf = (item: SimulatedItem | undefined) => Object.keys(rowOf(item)?.refunds ?? {}).length;

/** Judges what look-ups of keys say of requests whose own id the key is not: refunds, and payments of orders. */
export class LookUpChecks {
  readonly #known: Known;
  /** Since when a key has changed any payment, and since when a certain one. */
  readonly #usedAt = new Map<string, number>();
  /** When a payment or refund was last in a state that it has left. */
  readonly #leftAt = new Map<string, number>();

  constructor(known: Known) {
    this.#known = known;
  }

  written({ id, before, after }: SimulatedWrite, at: number, delivery: MessageDelivery | undefined): void {
    if (isPayment(id)) this.#left(id, before, after, at);
    const key = delivery && this.#known.wishOf(delivery.process)?.key;
    const isRefusal = rowOf(before)?.refund_fence !== rowOf(after)?.refund_fence && sizeOf(before) === sizeOf(after);
    if (key === undefined || !isPayment(id) || isRefusal) return;
    for (const use of [key, `${key} ${id}`]) if (!this.#usedAt.has(use)) this.#usedAt.set(use, at);
  }

  check(told: Told): void {
    const { wish, json, begunAt, process, status: code } = told;
    if (code !== 200 || wish.purpose !== 'look-up') return;
    const { violations } = this.#known;
    const say = (what: string) => () => `${process.name} (${wish.identity}): ${json.status}, but ${what}`;
    const use = wish.query === undefined ? `${wish.key}` : `${wish.key} ${wish.paymentId}`;
    const wasUsed = (this.#usedAt.get(use) ?? Number.POSITIVE_INFINITY) <= begunAt;
    if (wasUsed)
      violations.require(json.status !== 'never_seen', 'look-ups are true', say('it changed a payment before'));
    if (json.status === 'never_seen' || json.status === 'unknown') return;
    const paymentId = String(json.payment_id);
    const stands = this.#standing(paymentId, json.refund_id);
    violations.require(stands !== undefined, 'look-ups are true', say('nothing is there'));
    if (json.status === 'in_progress' || stands === json.status) return;
    // A declined order may be begun again between the read and the answer: the answer is of the moment of the read.
    const leftAt = this.#leftAt.get(`${json.refund_id ?? paymentId} ${json.status}`) ?? Number.NEGATIVE_INFINITY;
    violations.require(leftAt >= begunAt, 'look-ups are true', say(`it is ${stands}`));
  }

  #left(id: string, before: SimulatedItem | undefined, after: SimulatedItem | undefined, at: number): void {
    const [row, next] = [rowOf(before), rowOf(after)];
    if (row === undefined) return;
    if (row.status !== next?.status) this.#leftAt.set(`${id} ${standings[row.status]}`, at);
    for (const [refundId, { status }] of Object.entries(row.refunds)) {
      if (status !== next?.refunds[refundId]?.status) this.#leftAt.set(`${refundId} ${standings[status]}`, at);
    }
  }

  #standing(paymentId: string, refundId: unknown): string | undefined {
    const row = rowOf(this.#known.item(paymentId));
    if (refundId === undefined) return row && standings[row.status];
    const archived = this.#known.item(`refund#${refundId}`)?.refund as RefundRow | undefined;
    const refund = row?.refunds[String(refundId)] ?? archived;
    return refund && standings[refund.status];
  }
}
