import { describe, expect, it } from 'vitest';
import { type Claim, claim } from '../../src/domain/claim.ts';
import type { Status } from '../../src/domain/status.ts';
import { payment } from '../support/payments.ts';

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
  'no lease': undefined,
} as const;
type Held = keyof typeof leases;

/** The whole table, as sentences of the design; the first that fits decides. */
function expected(identity: Identity, status: Status, held: Held, same: boolean, waited: boolean): Claim {
  if (held === 'our own lease') return 'ours';
  if (!decided[status]) {
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
    (Object.keys(leases) as Held[]).flatMap((held) =>
      both.flatMap((same) => both.map((waited) => ({ identity, status, held, same, waited }))),
    ),
  ),
);

describe('who may work on a payment', () => {
  it.each(['order', 'key'] as const)('whoever finds none by its %s begins it', (identity) => {
    expect(claim(undefined, { fingerprint: 'fields', identity, token: 'us', now, waited: false })).toBe('begin');
  });

  it.each(rows.map((row) => ({ ...row, verdict: expected(row.identity, row.status, row.held, row.same, row.waited) })))(
    'by $identity, $status, $held, same fields $same, waited $waited: $verdict',
    ({ identity, status, held, same, waited, verdict }) => {
      const stored = payment({ status, lease: leases[held], fingerprint: same ? 'fields' : 'other' });
      expect(claim(stored, { fingerprint: 'fields', identity, token: 'us', now, waited })).toBe(verdict);
    },
  );
});

describe('what matters most, said once more without a table', () => {
  const claimant = { fingerprint: 'fields', token: 'us', now, waited: false } as const;

  it.each(['completed', 'cancelled', 'authorized'] as const)(
    'a payment that is %s is never charged again',
    (status) => {
      const verdicts = rows
        .filter((row) => row.status === status && row.held !== 'our own lease')
        .map(({ identity, held, same, waited }) =>
          claim(payment({ status, lease: leases[held], fingerprint: same ? 'fields' : 'other' }), {
            ...claimant,
            identity,
            waited,
          }),
        );
      expect(new Set(verdicts)).toEqual(new Set(['settled', 'other_fields']));
    },
  );

  it('a key’s payment that failed stays failed', () => {
    expect(claim(payment({ status: 'failed' }), { ...claimant, identity: 'key' })).toBe('settled');
  });

  it('an order’s payment that failed is tried again', () => {
    expect(claim(payment({ status: 'failed' }), { ...claimant, identity: 'order' })).toBe('begin_again');
  });

  it('but not by whoever waited for that very attempt: its answer is the answer', () => {
    expect(claim(payment({ status: 'failed' }), { ...claimant, identity: 'order', waited: true })).toBe('settled');
  });
});
