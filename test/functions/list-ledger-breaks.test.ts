import { expect, it } from 'vitest';
import { handler } from '../../functions/ledger/list-ledger-breaks.ts';
import { LedgerStage } from '../support/ledger-stage.ts';

it('lists none for a reference that nothing is known of', async () => {
  const query = { reference: 'PAY-1', processor: 'stripe' };
  const { status, json } = await new LedgerStage().call(handler, 'GET /v1/ledger/breaks', { query });
  expect({ status, json }).toEqual({ status: 200, json: { breaks: [] } });
});

it.each<[Record<string, string>, string]>([
  [{ processor: 'stripe' }, 'reference'],
  [{ reference: 'PAY 1', processor: 'stripe' }, 'reference'],
  [{ reference: 'PAY-1' }, 'processor'],
  [{ reference: 'PAY-1', processor: 'stripe', missing_after_days: 'five' }, 'missing_after_days'],
  [{ reference: 'PAY-1', processor: 'stripe', cursor: 'x' }, 'cursor'],
])('refuses the query %j', async (query, field) => {
  const { status, json } = await new LedgerStage().call(handler, 'GET /v1/ledger/breaks', { query });
  expect({ status, code: json.code, field: json.field }).toEqual({ status: 400, code: 'query_invalid', field });
});
