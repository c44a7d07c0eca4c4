import { describe, expect, it } from 'vitest';
import { handler } from '../../functions/ledger/create-ledger-correction.ts';
import { handler as entry } from '../../functions/ledger/get-ledger-entry.ts';
import { handler as accounts } from '../../functions/ledger/list-ledger-accounts.ts';
import { readCorrection } from '../../src/contracts/ledger-correction.ts';
import { readMoney } from '../../src/domain/money.ts';
import type { SettlementRow } from '../../src/domain/settlement.ts';
import { journal } from '../../src/store/journal.ts';
import { settlementRows } from '../../src/store/settlement-rows.ts';
import { transactionCancelled } from '../support/dynamo-errors.ts';
import { LedgerStage } from '../support/ledger-stage.ts';

const line = (account: string, amount: string, currency = 'EUR') => ({ account, amount, currency });
const fee = { reason: 'Fee of October', lines: [line('fees', '0.90'), line('processor_receivable', '-0.90')] };
const key = { 'Idempotency-Key': 'c-1' };
const post = (stage: LedgerStage, body: object = fee, headers: Record<string, string> = key) =>
  stage.call(handler, 'POST /v1/ledger/corrections', { body, headers });
const feeOnce = { currency: 'EUR', amount: 0.9 };
const feesOf = async (stage: LedgerStage) =>
  (await stage.call(accounts, 'GET /v1/ledger/accounts')).json.accounts.find(
    (one: { account: string }) => one.account === 'fees',
  ).balances;

describe('POST /v1/ledger/corrections', () => {
  it('posts a balanced entry with its reason, dated now', async () => {
    const stage = new LedgerStage();
    const { status, json, headers } = await post(stage);
    expect(status).toBe(201);
    expect(json).toMatchObject({ type: 'correction', reason: 'Fee of October', payment_id: null, resolves: null });
    expect(await feesOf(stage)).toEqual([{ currency: 'EUR', amount: 0.9 }]);
    expect(headers?.Location).toContain('v1/ledger/entries/correction');
    const stored = await stage.call(entry, `GET /v1/ledger/entries/${json.entry_id}`);
    expect(stored.json).toEqual(json);
  });

  it('posts once per key, and replays the answer', async () => {
    const stage = new LedgerStage();
    const first = await post(stage);
    stage.world.clock.advance(86_400_000);
    const second = await post(stage);
    expect(second.body).toBe(first.body);
    expect(second.headers).toMatchObject({ 'Idempotent-Replayed': 'true' });
    expect(await feesOf(stage)).toEqual([{ currency: 'EUR', amount: 0.9 }]);
  });

  it.each<[string, object]>([
    ['reason', { ...fee, reason: 'another' }],
    ['lines', { ...fee, lines: [line('fees', '0.91'), line('processor_receivable', '-0.91')] }],
    ['resolves', { ...fee, resolves: 'row:txn_1' }],
  ])('refuses the key with another %s, and changes nothing', async (field, body) => {
    const stage = new LedgerStage();
    await post(stage);
    const { status, json } = await post(stage, body);
    expect({ status, mismatched: json.mismatched }).toEqual({ status: 422, mismatched: [field] });
    expect(await feesOf(stage)).toEqual([{ currency: 'EUR', amount: 0.9 }]);
  });

  it('posts a conversion as two balanced currencies through clearing', async () => {
    const lines = [line('processor_receivable', '9.20'), line('clearing', '-9.20'), line('clearing', '10', 'USD')];
    const { status } = await post(new LedgerStage(), {
      ...fee,
      lines: [...lines, line('processor_receivable', '-10.00', 'USD')],
    });
    expect(status).toBe(201);
  });

  it.each<[string, object, string, string]>([
    [
      'lines that are off by 0.01',
      { lines: [line('fees', '0.90'), line('sales', '-0.89')] },
      'entry_not_balanced',
      '/lines',
    ],
    [
      'two currencies that only balance together',
      { lines: [line('fees', '1'), line('sales', '-1', 'USD')] },
      'entry_not_balanced',
      '/lines',
    ],
    ['one line', { lines: [line('fees', '0.00')] }, 'field_invalid', '/lines'],
    [
      'an account that does not exist',
      { lines: [line('cash', '1'), line('fees', '-1')] },
      'field_invalid',
      '/lines/0/account',
    ],
    [
      'a fraction of a minor unit',
      { lines: [line('fees', '0.901'), line('sales', '-0.901')] },
      'amount_precision',
      '/lines/0/amount',
    ],
    ['no reason', { reason: '' }, 'field_invalid', '/reason'],
    ['a break that is none', { resolves: 'txn_1' }, 'field_invalid', '/resolves'],
    ['an unknown field', { at: '2020-01-01' }, 'unknown_field', '/at'],
  ])('refuses %s and posts nothing', async (_what, but, code, field) => {
    const stage = new LedgerStage();
    const { status, json } = await post(stage, { ...fee, ...but });
    expect({ status, code: json.code, field: json.field }).toEqual({ status: 400, code, field });
    expect(await feesOf(stage)).toEqual([]);
  });

  const usd = readMoney('1.00');
  const expectedEvent = 'p1:payment.completed:0';
  const rowOf = (id: string): SettlementRow => ({
    id,
    kind: 'other',
    reference: undefined,
    refundId: undefined,
    amount: usd,
    settled: usd,
    feeMinor: 0n,
    at: '2026-11-21T12:00:00.000Z',
    payoutId: undefined,
  });
  const withBreaks = async () => {
    const stage = new LedgerStage();
    await stage.pay('p1');
    const rows = settlementRows(stage.io());
    await rows.keep('mollie', rowOf('txn_1'));
    await rows.keep('toy-bank', rowOf('txn_2'));
    return stage;
  };

  it.each<[string, object]>([
    ['a row of a processor that the service knows', { resolves: 'row:txn_1' }],
    ['a row of the processor that it names', { resolves: 'row:txn_2', processor: 'toy-bank' }],
    ['an event', { resolves: `entry:${expectedEvent}` }],
  ])('resolves the break of %s', async (_what, but) => {
    const stage = await withBreaks();
    const { status, json } = await post(stage, { ...fee, ...but });
    expect([status, json.resolves]).toEqual([201, Object.values(but)[0]]);
  });

  it.each<[string, object]>([
    ['a row that no report has', { resolves: 'row:txn_9' }],
    ['a row of a processor that it does not name', { resolves: 'row:txn_2' }],
    ['a row of another processor than it names', { resolves: 'row:txn_1', processor: 'toy-bank' }],
    ['an event that is not recorded', { resolves: 'entry:p9:payment.completed:0' }],
    ['an event that no report has', { resolves: 'entry:p1:payment.begun:0' }],
    ['no event', { resolves: 'entry:correction' }],
  ])('refuses the break of %s by its id, and posts nothing', async (_what, but) => {
    const stage = await withBreaks();
    const { status, json } = await post(stage, { ...fee, ...but });
    const [breakId] = Object.values(but);
    expect(json).toMatchObject({ code: 'break_not_found', field: '/resolves', break_id: breakId });
    expect([status, json.detail]).toEqual([404, expect.stringContaining(`no break ${breakId}:`)]);
    expect(await feesOf(stage)).toEqual([]);
    expect((await post(stage)).status).toBe(201);
  });

  it.each(['row:txn_1', 'entry:p1:payment.completed:0'])('resolves the break %s once', async (resolves) => {
    const stage = await withBreaks();
    const resolving = { ...fee, resolves };
    const both = await Promise.all([post(stage, resolving), post(stage, resolving, { 'Idempotency-Key': 'c-2' })]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
    const { json } = await post(stage, resolving, { 'Idempotency-Key': 'c-3' });
    expect(json).toMatchObject({ code: 'break_resolved', field: '/resolves', break_id: resolves });
    expect(await feesOf(stage)).toEqual([{ currency: 'EUR', amount: 0.9 }]);
    expect((await post(stage, fee, { 'Idempotency-Key': 'c-3' })).status).toBe(201);
  });

  it('replays a correction that resolves a break, also to a duplicate at the same time', async () => {
    const stage = await withBreaks();
    const resolving = { ...fee, resolves: 'row:txn_1' };
    const all = await Promise.all([1, 2, 3].map(() => post(stage, resolving)));
    expect(new Set([...all, await post(stage, resolving)].map(({ body }) => body)).size).toBe(1);
    expect(await feesOf(stage)).toEqual([{ currency: 'EUR', amount: 0.9 }]);
  });

  describe('of a row id that two processors have', () => {
    const resolving = { ...fee, resolves: 'row:txn_1' };
    const withTwo = async () => {
      const stage = await withBreaks();
      const rows = settlementRows(stage.io());
      await rows.keep('stripe', rowOf('txn_1'));
      const resolvedBy = async () => {
        const isResolved = async (name: string) => ((await rows.isResolved(name, 'row:txn_1')) ? [name] : []);
        return [...(await isResolved('mollie')), ...(await isResolved('stripe'))];
      };
      return { stage, resolvedBy };
    };

    it('resolves the break of the processor that the correction names, and no other', async () => {
      const { stage, resolvedBy } = await withTwo();
      const { status } = await post(stage, { ...resolving, processor: 'stripe' });
      expect([status, await resolvedBy()]).toEqual([201, ['stripe']]);
      await post(stage, { ...resolving, processor: 'mollie' }, { 'Idempotency-Key': 'c-2' });
      expect(await resolvedBy()).toEqual(['mollie', 'stripe']);
    });

    it('refuses a correction that names neither, and posts nothing', async () => {
      const { stage, resolvedBy } = await withTwo();
      const { status, json } = await post(stage, resolving);
      expect([status, json.code, json.field]).toEqual([400, 'field_required', '/processor']);
      expect(json.detail).toContain('stripe, mollie');
      expect([await resolvedBy(), await feesOf(stage)]).toEqual([[], []]);
    });

    it('refuses the key with another processor', async () => {
      const { stage } = await withTwo();
      await post(stage, { ...resolving, processor: 'stripe' });
      const { status, json } = await post(stage, { ...resolving, processor: 'mollie' });
      expect([status, json.mismatched]).toEqual([422, ['processor']]);
      expect((await post(stage, { ...resolving, processor: 'stripe' })).status).toBe(201);
    });

    it('resolves both if an earlier release posted the correction', async () => {
      const { stage, resolvedBy } = await withTwo();
      const { lines, reason, resolves } = readCorrection(resolving);
      const at = '2026-11-20T12:00:00.000Z';
      const rest = { id: 'correction:1', type: 'correction', at, postedAt: undefined, paymentId: undefined };
      await journal(stage.io()).post({ ...rest, lines, reason, resolves });
      expect(await resolvedBy()).toEqual(['mollie', 'stripe']);
      const again = await post(stage, { ...resolving, processor: 'stripe' });
      expect([again.status, again.json.code, await feesOf(stage)]).toEqual([409, 'break_resolved', [feeOnce]]);
    });
  });

  it('replays a correction that was accepted when no break had to be there', async () => {
    const stage = new LedgerStage();
    const resolving = { ...fee, resolves: 'row:txn_9' };
    const { lines, reason, resolves } = readCorrection(resolving);
    const { entry_id: id } = (await post(new LedgerStage())).json;
    const wanted = {
      id,
      type: 'correction',
      at: '2026-11-20T12:00:00.000Z',
      postedAt: undefined,
      paymentId: undefined,
    };
    await journal(stage.io()).post({ ...wanted, lines, reason, resolves });
    const [first, again] = [await post(stage, resolving), await post(stage, resolving)];
    expect([first.status, first.json.at, first.headers?.['Idempotent-Replayed']]).toEqual([201, wanted.at, 'true']);
    expect(again.body).toBe(first.body);
  });

  it('refuses a request without a key', async () => {
    expect((await post(new LedgerStage(), fee, {})).json.code).toBe('idempotency_key_missing');
  });

  it('answers 503 with Retry-After while other transactions are in the way', async () => {
    const stage = new LedgerStage();
    stage.store.intercept = (operation, apply) =>
      operation.name === 'TransactWriteItems'
        ? Promise.reject(transactionCancelled(['None', 'TransactionConflict', 'None']))
        : Promise.resolve(apply());
    const { status, headers } = await post(stage);
    expect({ status, retry: headers?.['Retry-After'] }).toEqual({ status: 503, retry: '1' });
  });
});
