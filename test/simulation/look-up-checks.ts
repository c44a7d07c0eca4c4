import type { Violations } from './invariants.ts';
import type { Delivery } from './network.ts';
import type { Item } from './operands.ts';
import type { Wish } from './operations.ts';
import type { Process } from './process.ts';
import { isPayment, type RefundRow, rowOf } from './rows.ts';
import type { Write } from './store.ts';
import type { Told } from './told.ts';

type Known = Readonly<{
  violations: Violations;
  item: (id: string) => Item | undefined;
  wishOf: (process: Process) => Wish | undefined;
}>;

const sizeOf = (item: Item | undefined) => Object.keys(rowOf(item)?.refunds ?? {}).length;

/** Judges what look-ups of keys say of requests whose own id the key is not: refunds, and payments of orders. */
export class LookUpChecks {
  readonly #known: Known;
  /** Since when a key has changed any payment, and since when a certain one. */
  readonly #usedAt = new Map<string, number>();

  constructor(known: Known) {
    this.#known = known;
  }

  written({ id, before, after }: Write, at: number, delivery: Delivery | undefined): void {
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
    const stands = this.#standing(String(json.payment_id), json.refund_id);
    const decided = json.status === 'in_progress' ? undefined : json.status;
    violations.require(stands !== undefined, 'look-ups are true', say('nothing is there'));
    if (decided !== undefined) violations.require(stands === decided, 'look-ups are true', say(`it is ${stands}`));
  }

  #standing(paymentId: string, refundId: unknown): string | undefined {
    const row = rowOf(this.#known.item(paymentId));
    if (refundId === undefined) {
      return (
        row &&
        {
          completed: 'succeeded',
          authorized: 'succeeded',
          processing: 'in_progress',
          failed: 'failed',
          cancelled: 'cancelled',
        }[row.status]
      );
    }
    const archived = this.#known.item(`refund#${refundId}`)?.refund as RefundRow | undefined;
    const refund = row?.refunds[String(refundId)] ?? archived;
    return refund && { completed: 'succeeded', failed: 'failed', processing: 'in_progress' }[refund.status];
  }
}
