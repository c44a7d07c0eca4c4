import { expect, it } from 'vitest';
import { handler } from '../../functions/ledger/list-ledger-accounts.ts';
import { transactionCancelled } from '../support/dynamo-errors.ts';
import { LedgerStage } from '../support/ledger-stage.ts';

it('lists every account with its balances, and a trial balance of zero', async () => {
  const stage = new LedgerStage();
  await stage.pay('p1');
  await stage.pay('p2');
  const { status, body } = await stage.call(handler, 'GET /v1/ledger/accounts');
  expect(status).toBe(200);
  expect(body).toContain(
    '{"account":"processor_receivable","kind":"asset","balances":[{"currency":"USD","amount":19.98}]}',
  );
  expect(body).toContain('{"account":"sales","kind":"income","balances":[{"currency":"USD","amount":-21.98}]}');
  expect(body).toContain('{"account":"refunds","kind":"income","balances":[{"currency":"USD","amount":2.00}]}');
  expect(body).toContain('{"account":"fees","kind":"expense","balances":[]}');
  expect(body).toContain('"trial_balance":[{"currency":"USD","amount":0.00}]');
});

it('lists the accounts of a ledger without entries', async () => {
  const { json } = await new LedgerStage().call(handler, 'GET /v1/ledger/accounts');
  expect(json.trial_balance).toEqual([]);
  expect(json.accounts).toHaveLength(9);
});

it.each([
  [2, 200],
  [9, 503],
])('reads balances again that a transaction was writing, %s times, and answers %s', async (conflicts, status) => {
  const stage = new LedgerStage();
  await stage.pay('p1');
  let left = conflicts;
  stage.store.intercept = (operation, apply) =>
    operation.name === 'TransactGetItems' && left-- > 0
      ? Promise.reject(transactionCancelled(['TransactionConflict', 'None']))
      : Promise.resolve(apply());
  const answer = await stage.call(handler, 'GET /v1/ledger/accounts');
  expect(answer.status).toBe(status);
  expect(answer.headers?.['Retry-After']).toBe(status === 503 ? '1' : undefined);
});
