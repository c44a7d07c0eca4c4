import { describe, expect, it } from 'vitest';
import {
  type Claimant,
  claimPayment,
  claimRefund,
  type PaymentClaim,
  type RefundClaim,
} from '../../src/domain/claim.ts';
import { isDecidedPayment, type Payment } from '../../src/domain/payment.ts';
import type { Refund } from '../../src/domain/refund-states.ts';
import type { Status } from '../../src/domain/status.ts';
import { failedPayment, paymentIn } from '../support/payments.ts';
import { failedRefund, pendingRefund, processingRefund, refund, reversedRefund } from '../support/stream.ts';

type Identity = 'order' | 'key';
/** Whether the processor has decided. */
const decided: Readonly<Record<Status, boolean>> = {
  processing: false,
  pending: true,
  authorized: true,
  completed: true,
  failed: true,
  cancelled: true,
};
const statuses = Object.keys(decided) as Status[];
const now = 1_000;
const both = [false, true];
const leases = {
  'our own lease': { owner: 'us', until: 0 },
  'another’s lease that holds': { owner: 'them', until: now },
  'another’s lease that ran out': { owner: 'them', until: now - 1 },
} as const;
type Held = keyof typeof leases;

/** The whole table, as sentences of the design; the first that fits decides. Only an undecided payment has a lease to charge by. */
function expected(
  identity: Identity,
  status: Status,
  held: Held,
  same: boolean,
  waited: boolean,
): PaymentClaim['verdict'] {
  if (!decided[status]) {
    if (held === 'our own lease') return 'ours';
    if (identity === 'key' && !same) return 'other_fields';
    return held === 'another’s lease that holds' ? 'in_flight' : 'take_over';
  }
  const mayTryAgain = identity === 'order' && status === 'failed' && (!waited || !same);
  if (mayTryAgain) return 'begin_again';
  if (identity === 'order' && status === 'pending' && !same) return 'pending';
  return same ? 'settled' : 'other_fields';
}

const rows = (['order', 'key'] as const).flatMap((identity) =>
  statuses.flatMap((status) =>
    (Object.keys(leases) as Held[])
      .filter((held) => !decided[status] || held === 'our own lease')
      .flatMap((held) => both.flatMap((same) => both.map((waited) => ({ identity, status, held, same, waited })))),
  ),
);

const storedAs = ({ status, held, same }: (typeof rows)[number]): Payment => {
  const stored = { ...paymentIn[status](), fingerprint: same ? 'fields' : 'other' };
  return isDecidedPayment(stored) ? stored : { ...stored, lease: leases[held] };
};
const claimant = { fingerprint: 'fields', token: 'us', now, waited: false } as const;
const verdict = (stored: Payment | undefined, by: Claimant) => claimPayment(stored, by).verdict;

describe('who may work on a payment', () => {
  it.each(['order', 'key'] as const)('whoever finds none by its %s begins it', (identity) => {
    expect(verdict(undefined, { ...claimant, identity })).toBe('begin');
  });

  it.each(
    rows.map((row) => ({ row, ...row, says: expected(row.identity, row.status, row.held, row.same, row.waited) })),
  )('by $identity, $status, $held, same fields $same, waited $waited: $says', ({ row, identity, waited, says }) => {
    const stored = storedAs(row);
    const claim = claimPayment(stored, { ...claimant, identity, waited });
    expect(claim.verdict).toBe(says);
    expect('stored' in claim ? claim.stored : stored).toBe(stored);
  });
});

describe('what matters most, said once more without a table', () => {
  it.each(['completed', 'cancelled', 'authorized'] as const)(
    'a payment that is %s is never charged again',
    (status) => {
      const verdicts = rows
        .filter((row) => row.status === status)
        .map((row) => verdict(storedAs(row), { ...claimant, identity: row.identity, waited: row.waited }));
      expect(new Set(verdicts)).toEqual(new Set(['settled', 'other_fields']));
    },
  );

  it('a key’s payment that failed stays failed', () => {
    expect(verdict(failedPayment(), { ...claimant, identity: 'key' })).toBe('settled');
  });

  it('an order’s payment that failed is tried again', () => {
    expect(verdict(failedPayment(), { ...claimant, identity: 'order' })).toBe('begin_again');
  });

  it('but not by whoever waited for that very attempt: its answer is the answer', () => {
    expect(verdict(failedPayment(), { ...claimant, identity: 'order', waited: true })).toBe('settled');
  });
});

describe('who may work on a refund', () => {
  it.each<[RefundClaim['verdict'], string, Refund | undefined]>([
    ['begin', 'that is not there', undefined],
    ['ours', 'that we reserved', processingRefund({ lease: leases['our own lease'] })],
    ['in_flight', 'whose lease holds', processingRefund({ lease: leases['another’s lease that holds'] })],
    ['take_over', 'whose lease ran out', processingRefund({ lease: leases['another’s lease that ran out'] })],
    ['other_fields', 'that is processing with another amount', processingRefund({ fingerprint: 'other' })],
    ['settled', 'that completed', refund()],
    ['settled', 'that is pending', pendingRefund()],
    ['settled', 'that was declined', failedRefund()],
    ['settled', 'that came back', reversedRefund()],
    ['other_fields', 'that completed with another amount', refund({ fingerprint: 'other' })],
  ])('%s: one %s', (says, _what, stored) => {
    expect(claimRefund(stored, { fingerprint: 'refund', token: 'us', now }).verdict).toBe(says);
  });
});
