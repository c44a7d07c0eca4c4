import { describe, expect, it } from 'vitest';
import type { Currency } from '../../src/domain/currency.ts';
import {
  blockingDispute,
  type Dispute,
  type DisputeStatus,
  disputesAfter,
  newestDisputes,
  type ObservedDispute,
} from '../../src/domain/dispute.ts';

const at = '2026-11-22T00:00:00.000Z';
const opened = '2026-11-21T00:00:00.000Z';
const observed = (status: DisputeStatus, but: Partial<ObservedDispute> = {}): ObservedDispute => ({
  id: 'd1',
  status,
  amount: { minor: 500n, currency: 'EUR' as Currency },
  reason: 'fraudulent',
  evidenceDueBy: undefined,
  openedAt: opened,
  escalated: status !== 'inquiry',
  closedAt: undefined,
  ...but,
});
const known = (status: DisputeStatus): Readonly<Record<string, Dispute>> =>
  disputesAfter({}, [observed(status)], at) ?? {};

describe('the disputes of a payment after a look at its processor', () => {
  it.each<[DisputeStatus, DisputeStatus, DisputeStatus | undefined]>([
    ['inquiry', 'open', 'open'],
    ['inquiry', 'won', 'won'],
    ['open', 'won', 'won'],
    ['open', 'lost', 'lost'],
    ['open', 'inquiry', undefined],
    ['won', 'open', undefined],
    ['lost', 'open', undefined],
    ['lost', 'inquiry', undefined],
    ['lost', 'won', 'won'],
    ['won', 'lost', 'lost'],
    ['open', 'open', undefined],
  ])('one that was %s and is seen as %s becomes %s; undefined: nothing is new', (before, seen, after) => {
    expect(disputesAfter(known(before), [observed(seen)], at)?.d1?.status).toBe(after);
  });

  it('one that is not seen any more stays', () => {
    expect(disputesAfter(known('open'), [], at)).toBeUndefined();
    expect(Object.keys(disputesAfter(known('open'), [observed('won', { id: 'd2' })], at) ?? {})).toEqual(['d1', 'd2']);
  });

  it('a deadline, an amount or a reason that changes is news', () => {
    const changes: Partial<ObservedDispute>[] = [
      { evidenceDueBy: at },
      { reason: 'duplicate' },
      { amount: { minor: 400n, currency: 'EUR' as Currency } },
    ];
    for (const but of changes) {
      expect(disputesAfter(known('open'), [observed('open', but)], at)?.d1).toMatchObject(but);
    }
  });

  it('is closed when its processor says so, or else when that was first seen', () => {
    const [first, later] = [disputesAfter(known('open'), [observed('won')], at), '2026-12-01T00:00:00.000Z'];
    expect(first?.d1?.closedAt).toBe(at);
    expect(disputesAfter(first ?? {}, [observed('won')], later)).toBeUndefined();
    expect(disputesAfter(first ?? {}, [observed('won', { reason: 'x' })], later)?.d1?.closedAt).toBe(at);
    expect(disputesAfter(first ?? {}, [observed('lost')], later)?.d1?.closedAt).toBe(later);
    expect(disputesAfter({}, [observed('won', { closedAt: opened })], at)?.d1?.closedAt).toBe(opened);
  });

  it('once it was more than an inquiry it stays so', () => {
    const closed = observed('won', { escalated: false });
    expect(disputesAfter(known('open'), [closed], at)?.d1?.escalated).toBe(true);
    expect(disputesAfter(known('inquiry'), [closed], at)?.d1?.escalated).toBe(false);
  });
});

describe('refunds of a disputed payment', () => {
  it.each<[readonly DisputeStatus[], string | undefined]>([
    [[], undefined],
    [['inquiry'], undefined],
    [['won'], undefined],
    [['open'], 'd0'],
    [['lost'], 'd0'],
    [['won', 'open'], 'd1'],
    [['lost', 'won'], 'd0'],
  ])('with disputes that are %j, they are forbidden by %s', (statuses, id) => {
    const all = statuses.map((status, index) => observed(status, { id: `d${index}` }));
    expect(blockingDispute(disputesAfter({}, all, at) ?? {})?.id).toBe(id);
  });
});

it('the newest dispute comes first', () => {
  const all = [
    observed('open', { id: 'a' }),
    observed('won', { id: 'b', openedAt: at }),
    observed('lost', { id: 'c' }),
  ];
  expect(newestDisputes(disputesAfter({}, all, at) ?? {}).map(({ id }) => id)).toEqual(['b', 'c', 'a']);
});
