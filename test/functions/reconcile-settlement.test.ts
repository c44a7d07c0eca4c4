import { beforeEach, describe, expect, it } from 'vitest';
import { handler as correct } from '../../functions/ledger/create-ledger-correction.ts';
import { handler as accounts } from '../../functions/ledger/list-ledger-accounts.ts';
import { handler as listBreaks } from '../../functions/ledger/list-ledger-breaks.ts';
import { handler } from '../../functions/ledger/reconcile-settlement.ts';
import { importer, type Payment } from '../../src/domain/payment.ts';
import { largestReport, mostRows } from '../../src/http/csv-body.ts';
import { dispute, disputesOf } from '../support/disputes.ts';
import { transactionCancelled } from '../support/dynamo-errors.ts';
import { LedgerStage } from '../support/ledger-stage.ts';
import { payment, processingPayment } from '../support/payments.ts';
import { refund, refundsOf } from '../support/stream.ts';

const header = 'id,kind,currency,amount,at,reference,refund_id,fee';
const charge = 'txn_1,charge,USD,10.99,2026-11-21T12:00:00Z,PAY-p1,,0.32';
const refunded = 'txn_2,refund,USD,-1.00,2026-11-21T12:00:00Z,PAY-p1,r-p1,';
const payout = 'po_1,payout,USD,-9.67,2026-11-21T23:59:59Z,,,';
const csv = (...rows: readonly string[]) => [header, ...rows].join('\n');

let stage: LedgerStage;
beforeEach(async () => {
  stage = new LedgerStage();
  await pay('p1');
});

/** A payment of 10.99 USD with a reference of its own, of which 1.00 is refunded. */
async function pay(id: string): Promise<void> {
  const settledAt = '2026-11-21T12:00:00.000Z';
  const outcome = { status: 'completed', reference: `PAY-${id}` } as const;
  const paid = payment({ id, settledAt, outcome, decision: outcome });
  const refunds = refundsOf(refund({ id: `r-${id}`, settledAt }));
  await stage.record(undefined, processingPayment({ id }), paid, { ...paid, refunds, refundedMinor: 100n });
}

const headers = { 'Content-Type': 'text/csv' };
const upload = (body: string, query: Record<string, string> = { format: 'csv' }, more = headers) =>
  stage.call(handler, 'POST /v1/ledger/reconciliations', { body, query, headers: more });
const breaks = (reference: string) =>
  stage.call(listBreaks, 'GET /v1/ledger/breaks', { query: { reference, processor: 'simulated' } });
const balances = async () => {
  const { json } = await stage.call(accounts, 'GET /v1/ledger/accounts');
  const of = (name: string) => json.accounts.find(({ account }: { account: string }) => account === name).balances;
  return { receivable: of('processor_receivable'), fees: of('fees'), payouts: of('payouts') };
};
const settled = {
  receivable: [{ currency: 'USD', amount: 0 }],
  fees: [{ currency: 'USD', amount: 0.32 }],
  payouts: [{ currency: 'USD', amount: 9.67 }],
};

describe('POST /v1/ledger/reconciliations', () => {
  it('posts fees and payouts of a report that agrees, after which the receivable is zero', async () => {
    const { status, json } = await upload(csv(charge, refunded, payout));
    expect({ status, json }).toEqual({
      status: 200,
      json: {
        rows: { stored: 3, known: 0 },
        changed: [],
        posted: 2,
        outcomes: { matched: 2, posted: 1 },
        breaks: [],
      },
    });
    expect(await balances()).toEqual(settled);
  });

  it('posts the payouts of Stripe from the second of its reports, whatever the order, and one that came back once', async () => {
    const transactions = [
      'automatic_payout_id,balance_transaction_id,created_utc,currency,gross,fee,reporting_category,payment_intent_id,refund_metadata[refund_id]',
      'po_1,txn_1,2026-11-21 12:00:00,usd,10.99,0.32,charge,PAY-p1,',
      'po_1,txn_2,2026-11-21 12:00:00,usd,-1.00,0.00,refund,PAY-p1,r-p1',
      'po_1,txn_5,2026-11-20 09:30:00,usd,3.00,0.00,payout_reversal,,',
    ].join('\n');
    const payouts = [
      'payout_id,effective_at,currency,gross,fee,net,reporting_category,balance_transaction_id,payout_status',
      'po_0,2026-11-19 00:00:00,usd,3.00,0.00,3.00,payout,txn_4,failed',
      'po_0,2026-11-20 00:00:00,usd,-3.00,0.00,-3.00,payout_reversal,txn_5,failed',
      'po_1,2026-11-23 00:00:00,usd,9.67,0.00,9.67,payout,txn_3,paid',
    ].join('\n');
    const query = { format: 'stripe', processor: 'simulated' };
    for (const reports of [
      [transactions, payouts],
      [payouts, transactions, payouts],
    ]) {
      stage = new LedgerStage();
      await pay('p1');
      for (const report of reports)
        expect((await upload(report, query)).json).toMatchObject({ changed: [], breaks: [] });
      expect(await balances()).toEqual(settled);
    }
  });

  it('comes to the same state twice, split and reordered', async () => {
    await upload(csv(charge, refunded, payout));
    const { json } = await upload(csv(charge, refunded, payout));
    expect(json).toMatchObject({ rows: { stored: 0, known: 3 }, posted: 0, breaks: [] });
    expect(await balances()).toEqual(settled);
    const once = {
      rows: stage.store.of('rows#simulated#reference#PAY-p1'),
      row: stage.store.of('row#simulated#txn_1'),
    };
    stage = new LedgerStage();
    await pay('p1');
    for (const row of [payout, refunded, charge]) await upload(csv(row));
    expect(await balances()).toEqual(settled);
    expect({
      rows: stage.store.of('rows#simulated#reference#PAY-p1'),
      row: stage.store.of('row#simulated#txn_1'),
    }).toEqual(once);
  });

  it('is completed by the same request again, wherever it was interrupted', async () => {
    const failures = new Set<string>();
    for (let after = 1; after < 40; after++) {
      stage = new LedgerStage();
      await pay('p1');
      let calls = 0;
      stage.store.intercept = (_operation, apply) =>
        ++calls > after ? Promise.reject(new Error('killed')) : Promise.resolve(apply());
      const { status } = await upload(csv(charge, refunded, payout));
      if (status === 200) break;
      failures.add(String(after));
      stage.store.intercept = (_operation, apply) => Promise.resolve(apply());
      await upload(csv(charge, refunded, payout));
      expect(await balances()).toEqual(settled);
    }
    expect(failures.size).toBeGreaterThan(5);
  });

  it('takes nine calls of the store for each row of a payment with a refund, and one for 19 entries', async () => {
    const ids = Array.from({ length: 38 }, (_, index) => `q${index}`);
    for (const id of ids) await pay(id);
    const rows = ids.map((id) => charge.replace('txn_1', `txn_${id}`).replace('PAY-p1', `PAY-${id}`));
    const callsOf = async () => {
      const before = stage.store.sent.length;
      expect((await upload(csv(...rows))).status).toBe(200);
      return stage.store.sent.length - before;
    };
    // Its refund is looked for apart, because a row may have nothing but the refund's id. A correction may have resolved what matches
    // now, in the row's name or the event's, by a mark of either form.
    expect(await callsOf()).toBe(9 * rows.length + 2);
    // Keeping finds the row and writes its copy again.
    expect(await callsOf()).toBe(11 * rows.length + 2);
  });

  it('names a break with what it leaves in the receivable, and so does the list of its reference', async () => {
    const { json } = await upload(csv(charge.replace('10.99', '10.98'), refunded));
    const wanted = {
      id: 'row:txn_1',
      outcome: 'amount_differs',
      kind: 'charge',
      reference: 'PAY-p1',
      difference: [{ currency: 'USD', amount: 0.01 }],
      since: '2026-11-21T12:00:00.000Z',
      age_days: 0,
    };
    expect(json.breaks).toEqual([wanted]);
    expect((await breaks('PAY-p1')).json).toEqual({ breaks: [wanted] });
    expect((await breaks('PAY-p2')).json).toEqual({ breaks: [] });
  });

  it('finds a duplicate of a row that came in an earlier report', async () => {
    await upload(csv(charge));
    const { json } = await upload(csv(charge.replace('txn_1', 'txn_9').replace('0.32', '')));
    expect(json.breaks).toMatchObject([{ id: 'row:txn_9', outcome: 'duplicate' }]);
  });

  it('compares a refund that has only its id with the payment that it is of', async () => {
    const { json } = await upload(csv('txn_2,refund,USD,-1.00,2026-11-21T12:00:00Z,,r-p1,'));
    expect(json).toMatchObject({ outcomes: { matched: 1, expected: 1 }, breaks: [] });
    stage.world.clock.advance(6 * 86_400_000);
    expect((await breaks('PAY-p1')).json.breaks).toMatchObject([
      { id: 'entry:p1:payment.completed:0', outcome: 'missing_at_processor', age_days: 6 },
    ]);
  });

  it.each(['PAY-p1', 'pi_3NkX'])(
    'compares a refund that has its id and a reference of the processor alone: %s',
    async (reference) => {
      const { json } = await upload(csv(charge, refunded.replace('PAY-p1', 'pi_3NkX')));
      expect(json).toMatchObject({ outcomes: { matched: 2 }, breaks: [] });
      stage.world.clock.advance(6 * 86_400_000);
      expect((await breaks(reference)).json).toEqual({ breaks: [] });
    },
  );

  describe('of a payment that was imported with its intent', () => {
    const outcome = { status: 'completed', reference: 'TXN-17' } as const;
    const intent = { processor: 'simulated', account: 'own', id: 'pi_3NkX' };
    const imported = payment({ id: 'i1', settledBy: importer, outcome, decision: outcome, intent });
    const changed = {
      ...imported,
      refunds: refundsOf(refund({ settledAt: '2026-11-21T12:00:00.000Z' })),
      refundedMinor: 100n,
      disputes: disputesOf(dispute('open')),
    };
    const rows = [
      'txn_3,refund,USD,-1.00,2026-11-21T12:00:00Z,pi_3NkX,,',
      'txn_4,dispute,USD,-5.00,2026-11-21T12:00:00Z,pi_3NkX,,15.00',
    ];

    it.each<[string, readonly (Payment | undefined)[]]>([
      ['at once', [undefined, imported, changed]],
      ['later', [undefined, { ...imported, intent: undefined }, imported, changed]],
    ])('finds refunds and disputes by the intent, which was named %s', async (_when, images) => {
      await stage.record(...images);
      const { json } = await upload(csv(...rows));
      expect(json).toMatchObject({ outcomes: { matched: 2 }, posted: 1, breaks: [] });
      stage.world.clock.advance(20 * 86_400_000);
      expect((await breaks('TXN-17')).json).toEqual({ breaks: [] });
      expect((await breaks('pi_3NkX')).json).toEqual({ breaks: [] });
    });

    it('names what is missing of it by either name', async () => {
      await stage.record(undefined, imported, changed);
      stage.world.clock.advance(20 * 86_400_000);
      const missing = { breaks: [{ outcome: 'missing_at_processor' }, { outcome: 'missing_at_processor' }] };
      expect((await breaks('TXN-17')).json).toMatchObject(missing);
      expect((await breaks('pi_3NkX')).json).toMatchObject(missing);
    });
  });

  it('names a row of no payment, and does not post its fee', async () => {
    const { json } = await upload(csv(charge.replace('PAY-p1', 'PAY-odd')));
    expect(json).toMatchObject({ posted: 0, breaks: [{ id: 'row:txn_1', outcome: 'unknown_to_us' }] });
    expect((await balances()).fees).toEqual([]);
  });

  it('has no break that a correction resolved', async () => {
    await upload(csv(charge.replace('PAY-p1', 'PAY-odd')));
    const lines = [
      { account: 'clearing', amount: '-10.67', currency: 'USD' },
      { account: 'processor_receivable', amount: '10.67', currency: 'USD' },
    ];
    const body = { reason: 'charged in the dashboard', resolves: 'row:txn_1', lines };
    await stage.call(correct, 'POST /v1/ledger/corrections', { body, headers: { 'Idempotency-Key': 'c-1' } });
    expect((await breaks('PAY-odd')).json).toEqual({ breaks: [] });
    expect((await upload(csv(charge.replace('PAY-p1', 'PAY-odd')))).json.breaks).toEqual([]);
  });

  describe('after a correction of a break whose other side comes later', () => {
    const receivable = (amount: string) => [
      { account: 'clearing', amount: amount.startsWith('-') ? amount.slice(1) : `-${amount}`, currency: 'USD' },
      { account: 'processor_receivable', amount, currency: 'USD' },
    ];
    const correctBy = (resolves: string, lines: readonly object[], key = resolves.replaceAll(':', '-')) =>
      stage.call(correct, 'POST /v1/ledger/corrections', {
        body: { reason: 'a test', resolves, lines },
        headers: { 'Idempotency-Key': key },
      });
    const entry = 'entry:p1:payment.completed:0';

    it('names an event whose row has come, until another correction resolves that', async () => {
      await upload(csv(refunded));
      expect((await correctBy(entry, receivable('-10.99'))).status).toBe(201);
      const { json } = await upload(csv(charge, payout));
      const wanted = {
        id: `corrected:${entry}`,
        outcome: 'corrected_and_matched',
        kind: 'charge',
        reference: 'PAY-p1',
        difference: [],
        since: '2026-11-21T12:00:00.000Z',
        age_days: 0,
      };
      expect(json).toMatchObject({ outcomes: { matched: 2, posted: 1 }, breaks: [wanted] });
      expect((await breaks('PAY-p1')).json).toEqual({ breaks: [wanted] });
      expect((await balances()).receivable).toEqual([{ currency: 'USD', amount: -10.99 }]);
      expect((await correctBy(wanted.id, receivable('10.99'))).status).toBe(201);
      expect(await balances()).toEqual(settled);
      expect((await breaks('PAY-p1')).json).toEqual({ breaks: [] });
      expect((await correctBy(wanted.id, receivable('10.99'), 'again')).json.code).toBe('break_resolved');
    });

    it('names a row whose event has come', async () => {
      const late = charge.replace('PAY-p1', 'PAY-p2');
      await upload(csv(late));
      await correctBy('row:txn_1', receivable('10.67'));
      await pay('p2');
      expect((await breaks('PAY-p2')).json).toMatchObject({
        breaks: [{ id: 'corrected:row:txn_1', outcome: 'corrected_and_matched', difference: [] }],
      });
      // The correction may have been undone by one that named no break.
      expect((await correctBy('corrected:row:txn_1', receivable('0.00'))).status).toBe(201);
      expect((await breaks('PAY-p2')).json).toEqual({ breaks: [] });
    });

    it('names the failure of a refund that was resolved before it failed, and nothing of the two otherwise', async () => {
      const [refund, failure] = [refunded, refunded.replace('txn_2,refund,USD,-', 'txn_3,refund_reversal,USD,')];
      const unknown = (row: string) => row.replace('PAY-p1,r-p1', 'PAY-9,');
      await upload(csv(unknown(refund)));
      await correctBy('row:txn_2', receivable('-1.00'));
      const { json } = await upload(csv(unknown(failure)));
      const amount = [{ currency: 'USD', amount: -1 }];
      expect(json).toMatchObject({
        outcomes: { offset: 2 },
        breaks: [{ id: 'row:txn_3', outcome: 'unknown_to_us', difference: amount }],
      });
      await correctBy('row:txn_3', receivable('1.00'));
      expect((await breaks('PAY-9')).json).toEqual({ breaks: [] });
      stage = new LedgerStage();
      expect((await upload(csv(unknown(failure), unknown(refund)))).json).toMatchObject({ posted: 0, breaks: [] });
    });

    it('names nothing while the break is what it was', async () => {
      await upload(csv(charge.replace('10.99', '10.98'), refunded));
      await correctBy('row:txn_1', receivable('-0.01'));
      expect((await breaks('PAY-p1')).json).toEqual({ breaks: [] });
    });

    it.each(['corrected:row:txn_9', 'corrected:row:txn_1', `corrected:${entry}`])(
      'refuses %s, which no correction resolved, and posts nothing',
      async (resolves) => {
        await upload(csv(charge, refunded, payout));
        const { status, json } = await correctBy(resolves, receivable('1.00'));
        expect([status, json.code, json.break_id]).toEqual([
          404,
          'break_not_found',
          expect.stringMatching('txn|entry'),
        ]);
        expect(await balances()).toEqual(settled);
      },
    );
  });

  it('names a row that comes again with another content, and keeps the first', async () => {
    await upload(csv(charge, refunded, payout));
    const { json } = await upload(csv(charge.replace('0.32', '0.33')));
    expect(json).toMatchObject({ rows: { stored: 0, known: 0 }, changed: ['txn_1'], posted: 0 });
    expect(await balances()).toEqual(settled);
  });

  it.each<[string, string, Record<string, unknown>]>([
    [
      'a word for an amount',
      csv(charge, 'txn_2,charge,USD,much,2026-11-21T12:00:00Z,PAY-p1,,'),
      { line: 3, column: 'amount' },
    ],
    ['a missing column', 'id,kind,currency,amount\n', { line: 1 }],
    ['too few values', csv(charge, 'txn_2,charge'), { line: 3 }],
    ['a quote that is not closed', csv(charge, '"txn_2,charge'), { line: 3 }],
    ['a card number', csv(charge.replace('txn_1', '4242424242424242')), { line: 2, column: 'id' }],
    ['nothing but line breaks', '\n\n', { line: 1 }],
  ])('refuses a report with %s, naming the line, and keeps nothing of it', async (_what, body, where) => {
    const { status, json } = await upload(body);
    expect({ status, code: json.code, line: json.line }).toEqual({
      status: 400,
      code: 'report_invalid',
      line: where.line,
    });
    expect(json).toMatchObject(where);
    expect(json.detail).toContain(`line ${where.line}`);
    expect(stage.store.of('row#simulated#txn_1')).toEqual({});
    expect((await balances()).fees).toEqual([]);
  });

  it('refuses a report with more rows than one request has time for, naming the first that is too many', async () => {
    const rows = Array.from({ length: mostRows + 1 }, (_, index) => payout.replace('po_1', `po_${index}`));
    const { status, json } = await upload(csv(...rows));
    expect({ status, code: json.code, line: json.line }).toEqual({
      status: 413,
      code: 'body_too_large',
      line: mostRows + 2,
    });
    expect(stage.store.of('row#simulated#po_0')).toEqual({});
    expect((await upload(csv(...rows.slice(1)))).status).toBe(200);
  });

  it.each<[string, string, Record<string, string>, number, string]>([
    ['that is too large', `${csv(charge)}${' '.repeat(largestReport)}`, headers, 413, 'body_too_large'],
    ['without a body', '', headers, 400, 'body_required'],
    ['that is not UTF-8', 'id\ud800', headers, 400, 'invalid_utf8'],
    ['of another type', csv(charge), { 'Content-Type': 'application/json' }, 415, 'unsupported_media_type'],
    [
      'that is compressed',
      csv(charge),
      { ...headers, 'Content-Encoding': 'gzip' },
      415,
      'unsupported_content_encoding',
    ],
  ])('refuses a report %s', async (_what, body, sent, status, code) => {
    const answer = await upload(body, { format: 'csv' }, sent as typeof headers);
    expect({ status: answer.status, code: answer.json.code }).toEqual({ status, code });
  });

  it.each<[Record<string, string>, string]>([
    [{}, 'format'],
    [{ format: 'xml' }, 'format'],
    [{ format: 'csv', processor: 'Stripe!' }, 'processor'],
    [{ format: 'csv', processor: 'strpe' }, 'processor'],
    [{ format: 'csv', missing_after_days: '366' }, 'missing_after_days'],
    [{ format: 'csv', since: '2026-11-21' }, 'since'],
  ])('refuses the query %j', async (query, field) => {
    const { status, json } = await upload(csv(charge), query);
    expect({ status, code: json.code, field: json.field }).toEqual({ status: 400, code: 'query_invalid', field });
  });

  it('answers 503 with Retry-After while other transactions are in the way, and loses nothing', async () => {
    stage.store.intercept = (operation, apply) =>
      operation.name === 'TransactWriteItems'
        ? Promise.reject(transactionCancelled(['TransactionConflict', 'None']))
        : Promise.resolve(apply());
    const { status, headers: answered } = await upload(csv(charge));
    expect({ status, retry: answered?.['Retry-After'] }).toEqual({ status: 503, retry: '1' });
    stage.store.intercept = (_operation, apply) => Promise.resolve(apply());
    expect((await upload(csv(charge))).json).toMatchObject({ rows: { stored: 1, known: 0 }, posted: 1 });
  });
});
