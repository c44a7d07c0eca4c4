import { describe, expect, it } from 'vitest';
import { handler } from '../../functions/ledger/list-ledger-entries.ts';
import { LedgerStage } from '../support/ledger-stage.ts';

const minute = 60_000;

async function withPayments(count: number): Promise<LedgerStage> {
  const stage = new LedgerStage();
  for (let index = 1; index <= count; index++) {
    stage.world.clock.advance(minute);
    await stage.pay(`p${index}`);
  }
  return stage;
}

const list = (stage: LedgerStage, account: string, query: Record<string, string> = {}) =>
  stage.call(handler, `GET /v1/ledger/accounts/${account}/entries`, { query });
const idsOf = (json: { entries: { entry_id: string }[] }) => json.entries.map(({ entry_id }) => entry_id);

describe('GET /v1/ledger/accounts/{account}/entries', () => {
  it('lists the entries of the account alone, newest first', async () => {
    const stage = await withPayments(2);
    const { json } = await list(stage, 'refunds');
    expect(idsOf(json)).toEqual(['p2:refund.completed:r-p2', 'p1:refund.completed:r-p1']);
    expect(json.entries[0].lines).toEqual([
      { account: 'refunds', currency: 'USD', amount: 1 },
      { account: 'processor_receivable', currency: 'USD', amount: -1 },
    ]);
  });

  it.each(['1', '2', '3'])('leads by its cursors through all entries, %s at a time', async (limit) => {
    const stage = await withPayments(4);
    const found: string[] = [];
    for (let query: Record<string, string> | undefined = { limit }; query !== undefined; ) {
      const { json } = await list(stage, 'sales', query);
      found.push(...idsOf(json));
      query = json.has_more ? { limit, cursor: json.next_cursor } : undefined;
    }
    expect(found).toEqual(['p4', 'p3', 'p2', 'p1'].map((id) => `${id}:payment.completed:0`));
  });

  it('ends at the beginning of the range that is asked for', async () => {
    const stage = await withPayments(4);
    const { json: all } = await list(stage, 'sales');
    const { json } = await list(stage, 'sales', { since: all.entries[1].at });
    expect(idsOf(json)).toEqual(idsOf(all).slice(0, 2));
  });

  it('lists nothing of an account without entries', async () => {
    const { json } = await list(await withPayments(1), 'fees');
    expect(json).toEqual({ entries: [], count: 0, limit: 100, has_more: false, next_cursor: null });
  });

  it('refuses an account that does not exist, and the filters of events', async () => {
    const stage = await withPayments(1);
    expect((await list(stage, 'cash')).json.code).toBe('account_not_found');
    expect((await list(stage, 'fees', { payment_id: 'p1' })).json).toMatchObject({
      code: 'query_invalid',
      field: 'payment_id',
    });
  });

  it('refuses a cursor of another account', async () => {
    const stage = await withPayments(3);
    const { json } = await list(stage, 'sales', { limit: '1' });
    expect((await list(stage, 'refunds', { limit: '1', cursor: json.next_cursor })).json.code).toBe('query_invalid');
  });
});
