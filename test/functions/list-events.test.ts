import { describe, expect, it } from 'vitest';
import { handler } from '../../functions/events/list-events.ts';
import type { RecordedEvent } from '../../src/domain/recorded-event.ts';
import { eventRecords } from '../../src/store/event-records.ts';
import { events } from '../../src/store/events.ts';
import { call } from '../support/call.ts';
import { streamOfEvents } from '../support/delivered-events.ts';
import { MemoryProjections } from '../support/memory-projections.ts';
import { recordedEvent } from '../support/recorded-events.ts';
import { World } from '../support/world.ts';

type Query = Readonly<Record<string, string>>;

/** The clock of a world stands at 2026-11-21T12:00:00Z. */
const recorded: readonly RecordedEvent[] = [
  recordedEvent({ paymentId: 'p1', type: 'payment.begun', at: '2026-11-21T11:00:00.000Z' }),
  recordedEvent({ paymentId: 'p1', at: '2026-11-21T11:00:01.000Z' }),
  recordedEvent({ paymentId: 'p2', type: 'payment.failed', at: '2026-11-20T23:59:59.999Z' }),
  recordedEvent({ paymentId: 'p1', type: 'refund.completed', subject: 'r1', at: '2026-11-21T11:30:00.000Z' }),
  recordedEvent({ paymentId: 'p3', at: '2026-11-01T00:00:00.000Z', quiet: true }),
  recordedEvent({ paymentId: 'old', at: '2026-06-01T10:00:00.000Z' }),
];

async function stage() {
  const world = new World();
  const projections = new MemoryProjections();
  const io = () => ({ ...world.io(), send: projections.send });
  // Each is recorded when it happens: a late one would be posted to a later day.
  for (const event of recorded) {
    await eventRecords({ ...io(), now: () => Date.parse(event.at) }).record([event], new Map());
  }
  const list = (query: Query = {}) => call(handler, { io }, 'GET /v1/events', { query });
  return { io, projections, list };
}

const idsOf = (json: { events: { data: { event_id: string } }[] }) => json.events.map(({ data }) => data.event_id);
const [refunded, completed, failed, imported] = [
  'p1:refund.completed:r1',
  'p1:payment.completed:0',
  'p2:payment.failed:0',
  'p3:payment.completed:0',
];

describe('GET /v1/events', () => {
  it.each<[Query, readonly string[]]>([
    [{}, [refunded, completed, failed, imported]],
    [{ limit: '2' }, [refunded, completed]],
    [{ type: 'payment.failed' }, [failed]],
    [{ payment_id: 'p1' }, [refunded, completed, 'p1:payment.begun:0']],
    [{ payment_id: 'p1', type: 'payment.begun' }, ['p1:payment.begun:0']],
    [{ payment_id: 'p1', since: '2026-11-21T11:00:01Z' }, [refunded, completed]],
    [{ payment_id: 'p1', until: '2026-11-21T11:00:01Z' }, ['p1:payment.begun:0']],
    [{ payment_id: 'old' }, ['old:payment.completed:0']],
    [{ payment_id: 'nobody' }, []],
    [{ since: '2026-11-21' }, [refunded, completed]],
    [{ until: '2026-11-21' }, [failed, imported]],
    [{ since: '2026-11-21T11:00:01.000Z', until: '2026-11-21T11:30:00Z' }, [completed]],
    [{ since: '2026-05-01' }, [refunded, completed, failed, imported, 'old:payment.completed:0']],
    [{ until: '2026-06-02' }, ['old:payment.completed:0']],
  ])('lists the newest first by %j', async (query, ids) => {
    const { list } = await stage();
    const { status, json } = await list(query);
    expect([status, idsOf(json)]).toEqual([200, ids]);
  });

  it('has each event as the bytes of its webhook', async () => {
    const { list } = await stage();
    const { body, headers } = await list({ type: 'payment.failed' });
    const [, , { body: event = '' } = {}] = recorded;
    expect(body).toBe(`{"events":[${event}],"count":1,"limit":100,"has_more":false,"next_cursor":null}`);
    expect(headers).toMatchObject({ 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  });

  it.each<Query>([
    { limit: '1' },
    { limit: '3' },
    { limit: '1', payment_id: 'p1' },
    { limit: '1', since: '2026-05-01' },
  ])('leads by its cursors from page to page to the end: %j', async (query) => {
    const { list } = await stage();
    const all = idsOf((await list({ ...query, limit: '500' })).json);
    const walked: string[] = [];
    let cursor: Query | undefined = {};
    while (cursor !== undefined) {
      const { json }: { json: ReturnType<typeof JSON.parse> } = await list({ ...query, ...cursor });
      walked.push(...idsOf(json));
      cursor = json.has_more ? { cursor: json.next_cursor } : undefined;
    }
    expect(walked).toEqual(all);
  });

  it('ends a page early where few are of the type, and leads on to those by its cursor', async () => {
    const world = new World();
    const at = (number: number) => new Date(Date.parse('2026-11-20T00:00:00.000Z') + number * 1_000).toISOString();
    const rare = [-9_000, 100].map((number) =>
      recordedEvent({ paymentId: `d${number}`, type: 'dispute.won', at: at(number) }),
    );
    const others = Array.from({ length: 5_100 }, (_, number) =>
      recordedEvent({ paymentId: `p${number}`, at: at(number) }),
    );
    streamOfEvents(world, [...rare, ...others]);
    const pages: (readonly string[])[] = [];
    const queries: number[] = [];
    let cursor: Query | undefined = {};
    while (cursor !== undefined) {
      const before = world.dynamo.sent.length;
      const { json }: { json: ReturnType<typeof JSON.parse> } = await call(handler, world, 'GET /v1/events', {
        query: { type: 'dispute.won', limit: '1', ...cursor },
      });
      queries.push(world.dynamo.sent.slice(before).filter(({ name }) => name === 'Query').length);
      pages.push(idsOf(json));
      cursor = json.has_more ? { cursor: json.next_cursor } : undefined;
    }
    expect(pages).toEqual([[], ['d100:dispute.won:0'], ['d-9000:dispute.won:0']]);
    expect(Math.max(...queries)).toBeLessThan(50);
  });

  it('looks for events of all shards of a day', async () => {
    const { io } = await stage();
    const days = { firstDay: '2026-11-01', lastDay: '2026-11-21' };
    const filter = { type: undefined, paymentId: undefined, since: undefined, until: undefined };
    // Everything was recorded with one shard, the first of four.
    const page = await events(io(), 4).pageByDay(filter, { limit: 10, after: undefined }, days);
    expect(page.events).toHaveLength(4);
  });

  it.each<[Query, string]>([
    [{ type: 'payment.exploded' }, 'type'],
    [{ payment_id: 'a b' }, 'payment_id'],
    [{ since: 'yesterday' }, 'since'],
    [{ since: '2026-02-31' }, 'since'],
    [{ until: '2026-11-31T00:00:00Z' }, 'until'],
    [{ until: '2026-11-21T11:00:00+01:00' }, 'until'],
    [{ since: '2026-11-21', until: '2026-11-20' }, 'since'],
    [{ since: '2025-11-01' }, 'since'],
    [{ limit: '0' }, 'limit'],
    [{ limit: '501' }, 'limit'],
    [{ offset: '1' }, 'offset'],
    [{ cursor: 'x' }, 'cursor'],
  ])('refuses %j and names the parameter', async (query, field) => {
    const { list } = await stage();
    const { status, json } = await list(query);
    expect({ status, code: json.code, field: json.field }).toEqual({ status: 400, code: 'query_invalid', field });
  });

  it('refuses the cursor of a list with another filter', async () => {
    const { list } = await stage();
    const { json } = await list({ limit: '1' });
    const { status } = await list({ limit: '1', type: 'payment.failed', cursor: json.next_cursor });
    expect(status).toBe(400);
  });
});
