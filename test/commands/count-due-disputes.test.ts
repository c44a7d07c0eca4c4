import { describe, expect, it } from 'vitest';
import { countDueDisputes } from '../../src/commands/count-due-disputes.ts';
import type { Dispute, DisputeStatus } from '../../src/domain/dispute.ts';
import { disputeList } from '../../src/store/dispute-list.ts';
import { dispute } from '../support/disputes.ts';
import { MemoryProjections } from '../support/memory-projections.ts';

const now = Date.parse('2026-11-29T11:00:00.000Z');
const inHours = (hours: number) => new Date(now + hours * 3_600_000).toISOString();

async function counted(all: readonly Dispute[], at = now) {
  const { send } = new MemoryProjections();
  const list = disputeList({ send });
  for (const [index, one] of all.entries()) {
    await list.keep({ paymentId: String(index), dispute: { ...one, id: `d${index}` }, sequence: '1' });
  }
  return await countDueDisputes({ disputeList: list, io: { now: () => at } });
}

const due = (evidenceDueBy: string | undefined, status: DisputeStatus = 'open') => dispute(status, { evidenceDueBy });

describe('disputes whose evidence is due', () => {
  it.each([
    ['an open one that is due in an hour', due(inHours(1)), 1],
    ['an open one that is due in three days', due(inHours(72)), 1],
    ['not one that is due later', due(inHours(73)), 0],
    ['not one that is overdue', due(inHours(-1)), 0],
    ['not one without a deadline', due(undefined), 0],
    ['not one that was won', due(inHours(1), 'won'), 0],
    ['not an inquiry', due(inHours(1), 'inquiry'), 0],
  ])('count %s', async (_, one, count) => {
    expect(await counted([one])).toBe(count);
  });

  it('are counted over all pages of the list', async () => {
    const many = Array.from({ length: 250 }, (_, index) => due(inHours(index % 2 === 0 ? 1 : 100)));
    expect(await counted(many)).toBe(125);
  });

  it('are counted in the first minute of an hour only', async () => {
    expect(await counted([due(inHours(1))], now + 60_000)).toBeUndefined();
    expect(await counted([due(inHours(1))], now + 59_999)).toBe(1);
  });
});
