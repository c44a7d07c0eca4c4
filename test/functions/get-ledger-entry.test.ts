import { describe, expect, it } from 'vitest';
import { handler } from '../../functions/ledger/get-ledger-entry.ts';
import { LedgerStage } from '../support/ledger-stage.ts';

async function get(id: string) {
  const stage = new LedgerStage();
  await stage.pay('p1');
  return stage.call(handler, `GET /v1/ledger/entries/${id}`);
}

describe('GET /v1/ledger/entries/{entry_id}', () => {
  it('answers with the entry of an event', async () => {
    const { status, json } = await get('p1:payment.completed:0');
    expect(status).toBe(200);
    expect(json).toMatchObject({
      entry_id: 'p1:payment.completed:0',
      type: 'payment.completed',
      payment_id: 'p1',
      reason: null,
      lines: [
        { account: 'processor_receivable', currency: 'USD', amount: 10.99 },
        { account: 'sales', currency: 'USD', amount: -10.99 },
      ],
    });
  });

  it.each(['p1:payment.begun:0', 'p1:payment.completed:1', 'correction:nobody', '__proto__'])(
    'answers 404 for %s, which moved no money or is not there',
    async (id) => {
      expect((await get(id)).json).toMatchObject({ status: 404, code: 'entry_not_found' });
    },
  );
});
