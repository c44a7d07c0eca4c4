import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { handler } from '../../functions/webhooks/list-webhook-deliveries.ts';
import { afterAttempt } from '../../src/domain/delivery-schedule.ts';
import { newDelivery } from '../../src/domain/webhook-delivery.ts';
import { call } from '../support/call.ts';
import { answered, createdEndpoint, keepDelivery } from '../support/webhook-endpoints.ts';
import { World } from '../support/world.ts';

/** An endpoint with a delivery for each status, one per minute. */
async function worldWith(...statuses: number[]) {
  const world = new World();
  const { id } = await createdEndpoint(world);
  for (const [minute, status] of statuses.entries()) {
    const at = `2026-11-21T11:0${minute}:00.000Z`;
    const delivery = newDelivery(id, { id: `p${minute}:payment.completed:0`, type: 'payment.completed', at });
    const now = world.clock.now();
    await keepDelivery(world, afterAttempt(delivery, { answer: answered(status), now, random: 0 }), 0);
  }
  const list = (query: Record<string, string> = {}, headers: Record<string, string> = {}) =>
    call(handler, world, `GET /v1/webhook-endpoints/${id}/deliveries`, { query, headers });
  return { list };
}

describe('GET /v1/webhook-endpoints/{endpoint_id}/deliveries', () => {
  it('compresses a list of deliveries for a client that accepts gzip', async () => {
    const { list } = await worldWith(...Array.from({ length: 9 }, () => 500));
    const { headers, body } = await list({}, { 'Accept-Encoding': 'gzip' });
    expect(headers).toMatchObject({ 'Content-Encoding': 'gzip', Vary: 'Accept-Encoding' });
    expect(JSON.parse(gunzipSync(Buffer.from(body, 'base64')).toString()).deliveries).toHaveLength(9);
  });

  it('lists what became of each event, the newest first', async () => {
    const { list } = await worldWith(204, 500, 410);
    const { status, json } = await list();
    const common = { event_type: 'payment.completed', attempts: 1, last_attempt_at: '2026-11-21T12:00:00.000Z' };
    const nothing = { next_attempt_at: null, dead_reason: null, last_error: null };
    expect([status, json]).toEqual([
      200,
      {
        deliveries: [
          {
            ...common,
            ...nothing,
            event_id: 'p2:payment.completed:0',
            event_at: '2026-11-21T11:02:00.000Z',
            status: 'dead',
            dead_reason: 'gone',
            last_status: 410,
          },
          {
            ...common,
            ...nothing,
            event_id: 'p1:payment.completed:0',
            event_at: '2026-11-21T11:01:00.000Z',
            status: 'pending',
            next_attempt_at: '2026-11-21T12:00:05.000Z',
            last_status: 500,
          },
          {
            ...common,
            ...nothing,
            event_id: 'p0:payment.completed:0',
            event_at: '2026-11-21T11:00:00.000Z',
            status: 'delivered',
            last_status: 204,
          },
        ],
        next_cursor: null,
      },
    ]);
  });

  it('leads by its cursor from page to page to the end', async () => {
    const { list } = await worldWith(200, 200, 200, 200, 200);
    const ids: string[][] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const { json }: Awaited<ReturnType<typeof list>> = await list({ limit: '2', ...(cursor && { cursor }) });
      ids.push(json.deliveries.map(({ event_id }: { event_id: string }) => event_id.slice(0, 2)));
      cursor = json.next_cursor;
    }
    expect(ids).toEqual([['p4', 'p3'], ['p2', 'p1'], ['p0']]);
  });

  it('lists dead deliveries apart', async () => {
    const { list } = await worldWith(200, 410, 500, 410);
    const { json } = await list({ status: 'dead' });
    expect(json.deliveries.map(({ event_id }: { event_id: string }) => event_id.slice(0, 2))).toEqual(['p3', 'p1']);
  });

  it.each([{}, { status: 'dead' }])(
    'lists from the newest event before ?until on, and its cursor leads on: %j',
    async (only) => {
      const { list } = await worldWith(410, 410, 410, 410);
      const until = '2026-11-21T11:03:00Z';
      const { json: first } = await list({ ...only, until, limit: '2' });
      const { json: second } = await list({ ...only, until, limit: '2', cursor: first.next_cursor });
      const ids = [first, second].map(({ deliveries }) =>
        deliveries.map(({ event_id }: { event_id: string }) => event_id.slice(0, 2)),
      );
      expect(ids).toEqual([['p2', 'p1'], ['p0']]);
    },
  );

  it.each([{ limit: '0' }, { limit: '501' }, { cursor: 'x' }, { status: 'pending' }, { page: '2' }, { until: 'now' }])(
    'refuses %j',
    async (query) => {
      const { list } = await worldWith();
      const { status, json } = await list(query as Record<string, string>);
      expect([status, json.code, json.field]).toEqual([400, 'query_invalid', Object.keys(query).join()]);
    },
  );
});
