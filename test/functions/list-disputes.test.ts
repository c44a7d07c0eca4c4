import { describe, expect, it } from 'vitest';
import { handler } from '../../functions/disputes/list-disputes.ts';
import { handler as project } from '../../functions/workers/project-payments.ts';
import type { Currency } from '../../src/domain/currency.ts';
import type { Dispute, DisputeStatus } from '../../src/domain/dispute.ts';
import { call } from '../support/call.ts';
import { context } from '../support/event.ts';
import { MemoryProjections } from '../support/memory-projections.ts';
import { payment } from '../support/payments.ts';
import { paymentRecord, streamOf } from '../support/stream.ts';
import { World } from '../support/world.ts';

const opened = (day: number) => `2026-11-0${day}T12:00:00.000Z`;

function dispute(id: string, status: DisputeStatus, day: number): Dispute {
  const common = {
    id,
    amount: { minor: 500n, currency: 'USD' as Currency },
    reason: 'fraudulent',
    evidenceDueBy: opened(9),
    openedAt: opened(day),
    escalated: status !== 'inquiry',
  };
  return status === 'inquiry' || status === 'open' ? { ...common, status } : { ...common, status, closedAt: opened(8) };
}

const paymentWith = (id: string, ...all: readonly Dispute[]) =>
  payment({ id, disputes: Object.fromEntries(all.map((one) => [one.id, one])) });

/** A stage that knows the key of its cursors. */
const reading = ({ send }: MemoryProjections) => ({
  io: () => ({ ...new World().io(), send, overrides: { cursorKey: () => async () => 'key' } }),
});

/** A stage whose stream told of some payments: 7 has two disputes, 8 and 9 one each. */
async function stage() {
  const projections = new MemoryProjections();
  const world = new World();
  const io = { ...world.io(60_000), send: projections.send };
  const tell = (...records: ReturnType<typeof paymentRecord>[]) => project.with(io)(streamOf(...records), context);
  await tell(
    paymentRecord(payment({ id: '7' }), paymentWith('7', dispute('d1', 'open', 1), dispute('d3', 'won', 3))),
    paymentRecord(payment({ id: '8' }), paymentWith('8', dispute('d2', 'open', 2))),
    paymentRecord(payment({ id: '9' }), paymentWith('9', dispute('d4', 'lost', 4))),
  );
  const list = (query?: Readonly<Record<string, string>>) =>
    call(handler, reading(projections), 'GET /v1/disputes', query && { query });
  const ids = async (query?: Readonly<Record<string, string>>) =>
    ((await list(query)).json.disputes as { dispute_id: string }[]).map(({ dispute_id }) => dispute_id);
  return { projections, tell, list, ids };
}

describe('GET /v1/disputes', () => {
  it('lists the newest first, each with its payment and its deadline', async () => {
    const { list, ids } = await stage();
    expect(await ids()).toEqual(['d4', 'd3', 'd2', 'd1']);
    expect((await list({ limit: '1' })).json.disputes).toEqual([
      {
        payment_id: 9,
        dispute_id: 'd4',
        status: 'lost',
        amount: 5,
        currency: 'USD',
        reason: 'fraudulent',
        evidence_due_by: opened(9),
        opened_at: opened(4),
        closed_at: opened(8),
      },
    ]);
  });

  it('lists nothing where there is nothing', async () => {
    const { body } = await call(handler, reading(new MemoryProjections()), 'GET /v1/disputes');
    expect(body).toBe('{"disputes":[],"count":0,"limit":100,"has_more":false,"next_cursor":null}');
  });

  it.each([
    ['open', ['d2', 'd1']],
    ['won', ['d3']],
    ['lost', ['d4']],
    ['inquiry', []],
  ])('filters by status: %s', async (status, expected) => {
    expect(await (await stage()).ids({ status })).toEqual(expected);
  });

  it('a cursor leads on to the end, page by page, and in no other list', async () => {
    const { list } = await stage();
    const first = await list({ limit: '1', status: 'open' });
    expect(first.json).toMatchObject({ count: 1, has_more: true });
    const cursor = String(first.json.next_cursor);
    const next = await list({ limit: '1', status: 'open', cursor });
    expect(next.json).toMatchObject({ disputes: [{ dispute_id: 'd1' }], has_more: false, next_cursor: null });
    expect((await list({ cursor })).json).toMatchObject({ code: 'query_invalid', field: 'cursor' });
  });

  it('has each dispute as the stream last told of it, whatever is told again', async () => {
    const { tell, ids } = await stage();
    const [open, won] = [paymentWith('8', dispute('d2', 'open', 2)), paymentWith('8', dispute('d2', 'won', 2))];
    await tell(paymentRecord(open, won, { sequence: '900' }));
    await tell(paymentRecord(payment({ id: '8' }), open, { sequence: '800' }));
    expect([await ids({ status: 'open' }), await ids({ status: 'won' })]).toEqual([['d1'], ['d3', 'd2']]);
  });

  it.each([
    [{ status: 'OPEN' }, 'status'],
    [{ limit: '0' }, 'limit'],
    [{ limit: '501' }, 'limit'],
    [{ limit: 'ten' }, 'limit'],
    [{ offset: '1' }, 'offset'],
    [{ cursor: 'x' }, 'cursor'],
  ])('refuses %j by name', async (query, field) => {
    const { status, json } = await (await stage()).list(query as Record<string, string>);
    expect([status, json.code, json.field]).toEqual([400, 'query_invalid', field]);
  });
});

describe('what the stream tells of disputes', () => {
  it('is counted, but for inquiries', async () => {
    const { projections, tell } = await stage();
    await tell(paymentRecord(payment({ id: '5' }), paymentWith('5', dispute('d5', 'inquiry', 5))));
    const { 'disputes#open': open, 'disputes#won': won, 'disputes#lost': lost } = projections.counters();
    expect([open, won, lost]).toEqual([4, 1, 1]);
  });
});
