import { expect, it } from 'vitest';
import { presentDisputes } from '../../src/contracts/disputes.ts';
import { dispute, disputesOf } from '../support/disputes.ts';

it('a dispute of which its processor gives no reason and no date is shown with null', () => {
  const bare = dispute('open', { reason: undefined, evidenceDueBy: undefined });
  expect(presentDisputes({ disputes: disputesOf(bare) })).toEqual({
    disputes: [expect.objectContaining({ reason: null, evidence_due_by: null, closed_at: null })],
  });
});

it('a payment without disputes has no such member', () => {
  expect(presentDisputes({ disputes: disputesOf() })).toEqual({});
});
