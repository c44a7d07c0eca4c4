import { isDeepStrictEqual } from 'node:util';
import { mayBecome } from '../../src/domain/status.ts';
import { paymentsTable } from '../../test/support/world.ts';
import { CopyChecks } from './copy-checks.ts';
import type { Violations } from './invariants.ts';
import type { MessageDelivery } from './network.ts';
import type { SimulatedItem } from './operands.ts';
import {
  decisionIn,
  holdsOf,
  isHold,
  isPayment,
  type RefundRow,
  refundsIn,
  rowOf,
  type StoredDispute,
  type StoredRow,
} from './rows.ts';
import type { SimulatedWrite } from './store.ts';

type Known = Readonly<{
  violations: Violations;
  item: (id: string) => SimulatedItem | undefined;
  /** An order's payment may be begun again after it failed; no other may. */
  isOrder: (paymentId: string) => boolean;
}>;

/** Attributes that never change within one attempt of a payment. */
const frozen = ['amount_minor', 'currency', 'method', 'fingerprint', 'created_at', 'trip_id', 'order_id'] as const;

/** Judges every write as it is applied, above all those of the payments table: no prefix of a run may be wrong, not only its end. */
export class WriteChecks {
  readonly #known: Known;
  readonly #liveByHold = new Map<string, Set<string>>();
  readonly #copies: CopyChecks;

  constructor(known: Known) {
    this.#known = known;
    this.#copies = new CopyChecks(known.violations);
  }

  check(write: SimulatedWrite, delivery: MessageDelivery | undefined): void {
    const { violations } = this.#known;
    const { table, id, before: old, after: now } = write;
    this.#copies.written(write, delivery);
    if (table !== paymentsTable) return;
    if (now === undefined) violations.add('legal life', `${id} was deleted`);
    else if (isHold(id)) this.#hold(id, old, now);
    else if (isPayment(id)) this.#payment(rowOf(old), now as StoredRow);
  }

  #payment(before: StoredRow | undefined, after: StoredRow): void {
    this.#bounds(after);
    this.#oneLive(after);
    if (before !== undefined) this.#step(before, after);
    if (before !== undefined) this.#disputes(before, after);
  }

  #disputes(before: StoredRow, after: StoredRow): void {
    const { violations } = this.#known;
    const { id } = after;
    const known = Object.entries(before.disputes ?? {});
    const isBlocked = known.some(([, { status }]) => status === 'open' || status === 'lost');
    const isNew = (refundId: string) => before.refunds[refundId] === undefined;
    const reserved = Object.entries(after.refunds)
      // Made before the dispute, and heard of after it.
      .filter(([refundId, { external_reference: external }]) => isNew(refundId) && external === undefined)
      .map(([refundId]) => refundId);
    violations.require(
      !isBlocked || reserved.length === 0,
      'no refund in a dispute',
      () => `${id}: ${reserved.join()} is reserved`,
    );
    for (const [disputeId, { status }] of known) {
      const now = after.disputes?.[disputeId]?.status;
      const goesOn = now !== undefined && ranks[now] >= ranks[status];
      violations.require(goesOn, 'disputes agree', () => `${disputeId} was ${status}, and is ${now}`);
    }
  }

  #archived(refundId: string): RefundRow | undefined {
    return this.#known.item(`refund#${refundId}`)?.refund as RefundRow | undefined;
  }

  /** A trip or an order only ever passes on from a payment that failed or was cancelled, also once that one was begun again. */
  #hold(id: string, before: SimulatedItem | undefined, after: SimulatedItem): void {
    if (before === undefined || before.payment_id === after.payment_id) return;
    const left = rowOf(this.#known.item(String(before.payment_id)));
    const isBegunAgain = Number(before.generation) < (left?.generation ?? 0);
    const isFree = left?.status === 'failed' || left?.status === 'cancelled' || isBegunAgain;
    this.#known.violations.require(
      isFree,
      'legal life',
      () => `${id} was taken from a payment that is ${left?.status}`,
    );
  }

  #bounds(row: StoredRow): void {
    const { violations } = this.#known;
    const { id, status, amount_minor: amount, refunded_minor: refunded, refundable_minor: refundable } = row;
    const captured = status === 'completed' ? (decisionIn(row)?.captured_minor ?? amount) : 0;
    const reserved = refundsIn(row, ['processing', 'pending', 'completed']);
    violations.require(
      refundable >= 0 && reserved <= captured,
      'within bounds',
      () => `${id}: ${reserved} of ${captured} reserved`,
    );
    violations.require(
      refundable + reserved === captured,
      'within bounds',
      () => `${id}: ${refundable} refundable, ${reserved} reserved of ${captured}`,
    );
    violations.require(
      refunded === refundsIn(row, ['completed']),
      'within bounds',
      () => `${id}: ${refunded} refunded`,
    );
  }

  #oneLive(row: StoredRow): void {
    const { id, status } = row;
    for (const hold of holdsOf(row)) {
      const live = this.#liveByHold.get(hold) ?? new Set();
      this.#liveByHold.set(hold, live);
      if (status === 'completed' || status === 'authorized' || status === 'pending') live.add(id);
      else live.delete(id);
      this.#known.violations.require(live.size <= 1, 'one live payment', () => `${hold} has ${[...live].join()}`);
    }
  }

  #step(before: StoredRow, after: StoredRow): void {
    const { violations, isOrder } = this.#known;
    const { id } = after;
    const wrong = (what: string) => violations.add('legal life', `${id}: ${what}`);
    if (before.status !== after.status && !mayBecome[before.status].includes(after.status)) {
      wrong(`${before.status} became ${after.status}`);
    }
    if (before.status === 'failed' && after.status === 'processing') {
      if (!isOrder(id)) wrong('was begun again, and is no payment of an order');
      const isSameIntent = after.intent !== undefined && after.intent.id === before.intent?.id;
      if (isSameIntent) wrong('two generations have one intent');
      if (after.generation !== before.generation + 1)
        wrong(`generation ${before.generation} became ${after.generation}`);
      return;
    }
    const changed = [...frozen, 'generation' as const].filter((name) => before[name] !== after[name]);
    if (changed.length > 0) wrong(`${changed.join()} changed`);
    // A capture that the processor refuses for good is taken back, so that the payment can be cancelled.
    const isTakenBack = before.closing === 'capture' && after.closing === undefined && after.status === 'authorized';
    if (before.closing !== undefined && before.closing !== after.closing && !isTakenBack)
      wrong('it is closed another way');
    // An authorization settles once, by its capture.
    const settles =
      before.status === 'pending' ||
      (before.status === 'authorized' && before.settled_at === undefined && after.status === 'completed');
    const decidedBefore = before.outcome?.decision?.status;
    if (decidedBefore !== undefined && decidedBefore !== after.outcome?.decision?.status) wrong('it was decided twice');
    const decided = (row: StoredRow) =>
      JSON.stringify([outcomeOf(row), settles || row.settled_at, before.status === 'pending' || row.authorized_at]);
    if (before.outcome !== undefined && decided(before) !== decided(after)) wrong('its outcome changed');
    // The ledger has it from the first image of the capture.
    const [fee, feeAfter] = [before, after].map((row) => JSON.stringify(decisionIn(row)?.fee));
    if (before.status === 'completed' && fee !== feeAfter) wrong(`its fee ${fee} became ${feeAfter}`);
    for (const [refundId, refund] of Object.entries(before.refunds)) {
      const change = refundChange(refund, after.refunds[refundId] ?? this.#archived(refundId));
      if (change !== undefined) wrong(`refund ${refundId} ${change}`);
    }
  }
}

const ranks = { inquiry: 0, open: 1, won: 2, lost: 2 } as const satisfies Readonly<
  Record<StoredDispute['status'], number>
>;

const refundMayBecome: Readonly<Record<RefundRow['status'], readonly RefundRow['status'][]>> = {
  processing: ['pending', 'completed', 'failed'],
  pending: ['completed', 'failed'],
  completed: ['reversed'],
  failed: [],
  reversed: [],
};

function refundChange(before: RefundRow, after: RefundRow | undefined): string | undefined {
  if (after === undefined) return 'is gone';
  if (before.amount_minor !== after.amount_minor) return 'has another amount';
  if (before.answered_as !== after.answered_as && before.status !== 'processing') return 'was answered twice';
  if (before.status === after.status) return before.settled_at === after.settled_at ? undefined : 'was decided twice';
  return refundMayBecome[before.status].includes(after.status)
    ? undefined
    : `was ${before.status}, and is ${after.status}`;
}

/** A capture adds how much it took; nothing else of an outcome changes. */
const outcomeOf = ({ outcome }: StoredRow) =>
  outcome && { ...outcome, captured_minor: undefined, fee: undefined, decision: undefined };

/** An attempt that is about to refuse a refund raises its fence, and may then find that its key was used meanwhile. */
export function raisesTheFenceAlone({ before, after }: SimulatedWrite): boolean {
  const { refund_fence: _before, ...restBefore } = before ?? {};
  const { refund_fence: _after, ...restAfter } = after ?? {};
  return isDeepStrictEqual(restBefore, restAfter);
}
