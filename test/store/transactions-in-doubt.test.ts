import { describe, expect, it } from 'vitest';
import { handler as correct } from '../../functions/ledger/create-ledger-correction.ts';
import { handler as accounts } from '../../functions/ledger/list-ledger-accounts.ts';
import { handler as reconcile } from '../../functions/ledger/reconcile-settlement.ts';
import { handler as createEndpoint } from '../../functions/webhooks/create-webhook-endpoint.ts';
import { type JournalEntry, move } from '../../src/domain/ledger.ts';
import { readMoney } from '../../src/domain/money.ts';
import { type Operation, TransactWriteItems } from '../../src/runtime/operations.ts';
import type { Item } from '../../src/store/item.ts';
import { journal } from '../../src/store/journal.ts';
import { settlementRows } from '../../src/store/settlement-rows.ts';
import { call } from '../support/call.ts';
import { transactionCancelled, transactionInProgress } from '../support/dynamo-errors.ts';
import { LedgerStage } from '../support/ledger-stage.ts';
import { storedEndpoints } from '../support/webhook-endpoints.ts';
import { World } from '../support/world.ts';

type Answer = (apply: () => unknown) => Promise<Item>;

/** Answers of DynamoDB that no engine gives on request. */
const inProgress: Answer = async (apply) => {
  await apply();
  throw transactionInProgress();
};
const throttled: Answer = () => Promise.reject(transactionCancelled(['None', 'ThrottlingError']));
/** An attempt of the same request was done meanwhile, and has not let go of every item. */
const halfSeen: Answer = async (apply) => {
  await apply();
  throw transactionCancelled(['ConditionalCheckFailed', 'TransactionConflict']);
};
/** The same the other way round. */
const otherHalfSeen: Answer = async (apply) => {
  await apply();
  throw transactionCancelled(['TransactionConflict', 'ConditionalCheckFailed']);
};

/** Those that a client may get to any transaction, as often as it likes. */
const lasting: readonly (readonly [string, Answer])[] = [
  ['done, and then said to be in progress', inProgress],
  ['cancelled for want of capacity', throttled],
];
const answers: readonly (readonly [string, Answer])[] = [
  ...lasting,
  ['done by an attempt whose items are in part still in conflict', halfSeen],
  ['done by an attempt whose first item is still in conflict', otherHalfSeen],
];

/** Answers so the first `times` transactions. */
function first<Applied>(times: number, answer: Answer) {
  let left = times;
  return async (operation: Operation, apply: () => Applied): Promise<Item> =>
    operation instanceof TransactWriteItems && left-- > 0 ? answer(apply) : ((await apply()) as Item);
}

const balancesOf = async (stage: LedgerStage) => (await stage.call(accounts, 'GET /v1/ledger/accounts')).json.accounts;

const lines = [
  { account: 'fees', amount: '0.90', currency: 'EUR' },
  { account: 'processor_receivable', amount: '-0.90', currency: 'EUR' },
];
const correction = (stage: LedgerStage, more: object = {}) =>
  stage.call(correct, 'POST /v1/ledger/corrections', {
    body: { reason: 'Fee of October', lines, ...more },
    headers: { 'Idempotency-Key': 'c-1' },
  });

const row = 'po_1,payout,USD,-9.67,2026-11-21T23:59:59Z,,,';
const report = (stage: LedgerStage) =>
  stage.call(reconcile, 'POST /v1/ledger/reconciliations', {
    body: `id,kind,currency,amount,at,reference,refund_id,fee\n${row}`,
    query: { format: 'csv' },
    headers: { 'Content-Type': 'text/csv' },
  });

const url = 'https://example.com/webhooks';
const endpoint = (world: World) => call(createEndpoint, world, 'POST /v1/webhook-endpoints', { body: { url } });

const entry = (id: string): JournalEntry => ({
  id,
  type: 'fee',
  at: '2026-11-21T12:00:00.000Z',
  postedAt: undefined,
  paymentId: undefined,
  lines: move('processor_receivable', 'fees', readMoney('0.90', 'EUR')),
  reason: undefined,
  resolves: undefined,
});

describe.each(answers)('a transaction that is %s', (_, answer) => {
  it('records the events of a payment once, and counts them once', async () => {
    const [plain, stage] = [new LedgerStage(), new LedgerStage()];
    stage.store.intercept = first(1, answer);
    for (const one of [plain, stage]) await one.pay('p1');
    expect(Object.keys(stage.store.events())).toEqual(Object.keys(plain.store.events()));
    expect(stage.store.counters()).toEqual(plain.store.counters());
    expect(await balancesOf(stage)).toEqual(await balancesOf(plain));
  });

  it('posts a correction once', async () => {
    const [plain, stage] = [new LedgerStage(), new LedgerStage()];
    stage.store.intercept = first(1, answer);
    for (const one of [plain, stage]) expect((await correction(one)).status).toBe(201);
    expect(await balancesOf(stage)).toEqual(await balancesOf(plain));
  });

  it('posts each of several entries once', async () => {
    const [plain, stage] = [new LedgerStage(), new LedgerStage()];
    stage.store.intercept = first(1, answer);
    for (const one of [plain, stage]) await journal(one.io()).postAll([entry('fee:1'), entry('fee:2')]);
    expect(await balancesOf(stage)).toEqual(await balancesOf(plain));
  });

  it('keeps the row of a report once, and posts what follows from it once', async () => {
    const [plain, stage] = [new LedgerStage(), new LedgerStage()];
    // The row, and then its entry.
    stage.store.intercept = first(2, answer);
    for (const one of [plain, stage]) expect((await report(one)).json).toMatchObject({ changed: [], breaks: [] });
    expect(await balancesOf(stage)).toEqual(await balancesOf(plain));
    expect((await report(stage)).json).toMatchObject({ rows: { stored: 0, known: 1 }, posted: 0 });
  });

  it('creates an endpoint once, and says its secret', async () => {
    const world = new World();
    world.dynamo.intercept = first(1, answer);
    const { status, json } = await endpoint(world);
    expect([status, json.secret]).toEqual([201, expect.stringMatching(/^whsec_/)]);
    expect(storedEndpoints(world).map(({ sort, secret }) => [sort, secret])).toEqual([[json.id, json.secret]]);
  });
});

describe.each(lasting)('a transaction that is always %s', (_, answer) => {
  it.each([
    ['a correction', correction],
    ['a report', report],
  ])(
    'is answered with store_unavailable or what it did, and %s that is sent again is done once',
    async (_what, send) => {
      const [plain, stage] = [new LedgerStage(), new LedgerStage()];
      stage.store.intercept = first(Number.POSITIVE_INFINITY, answer);
      const { json } = await send(stage);
      expect([undefined, 'store_unavailable']).toContain(json.code);
      stage.store.intercept = first(0, answer);
      for (const one of [plain, stage]) expect((await send(one)).status).toBeLessThan(300);
      expect(await balancesOf(stage)).toEqual(await balancesOf(plain));
    },
  );
});

it('an endpoint for which there is never enough capacity is not created, and the client may try again', async () => {
  const world = new World();
  world.dynamo.intercept = first(Number.POSITIVE_INFINITY, throttled);
  expect(await endpoint(world)).toMatchObject({ status: 503, json: { code: 'store_unavailable' } });
  expect(storedEndpoints(world)).toEqual([]);
});

it('a correction whose own mark of a break is seen before its entry is, is posted and not refused', async () => {
  const stage = new LedgerStage();
  stage.store.intercept = first(1, otherHalfSeen);
  const resolving = { ...entry('correction:1'), type: 'correction', resolves: 'row:po_1', processor: 'simulated' };
  const { entry: stored } = await journal(stage.io()).post(resolving);
  expect(stored.id).toBe('correction:1');
  expect(await settlementRows(stage.io()).isResolved('simulated', 'row:po_1')).toBe(true);
});
