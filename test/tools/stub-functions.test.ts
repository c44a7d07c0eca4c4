import { describe, expect, it } from 'vitest';
import { handler as getTrip } from '../../functions/stubs/get-trip.ts';
import { handler as receive } from '../../functions/stubs/receive-notification.ts';
import type { EngineCalls } from '../../hermetic/engine/engine-calls.ts';
import type { FunctionDefinition } from '../../hermetic/template/app-definition.ts';
import { stubFunctions } from '../../tools/start/stub-functions.ts';
import { context, jsonHeaders, proxyEvent } from '../support/event.ts';
import { World } from '../support/world.ts';

const at = Date.parse('2026-11-21T08:00:00.000Z');

/** A stub in this process, and the calls that it made to the engine. */
function stubOf(name: string, call?: EngineCalls['call']) {
  const sent: { target: string; input: unknown }[] = [];
  const keep: EngineCalls['call'] = async (target, input) => {
    sent.push({ target, input });
    return '{}';
  };
  const functions = stubFunctions({ engine: { call: call ?? keep, close() {} }, now: () => at });
  const environment = { NOTIFICATIONS_TABLE: 'received' };
  const run = functions({ name: `payment-service-local-${name}`, environment } as unknown as FunctionDefinition);
  return { run: async (event: unknown) => run?.(event), isOwn: run !== undefined, sent };
}

const notification = (body: string, more = {}) =>
  proxyEvent('POST /v1/notifications', { headers: jsonHeaders, body, ...more });
const tripOf = (id: string) => proxyEvent(`GET /v1/trips/${id}`);

describe('a stub that runs in the gateway’s process', () => {
  it('stores and answers a notification like its function', async () => {
    const { run, sent } = stubOf('receive-notification');
    const event = notification('{"event_id":"a","amount":24.50}');
    const io = { ...new World().io(), now: () => at, send: async () => ({}) as never };
    const declared = await receive.with(io)(event, context);
    expect(JSON.parse(String(await run(event)))).toEqual(declared);
    expect(sent).toEqual([
      {
        target: 'DynamoDB_20120810.PutItem',
        input: {
          TableName: 'received',
          Item: {
            id: { S: 'received' },
            sort: { S: expect.stringMatching(/^2026-11-21T08:00:00\.000Z#[0-9a-f-]{36}$/) },
            received_at: { S: '2026-11-21T08:00:00.000Z' },
            body: { S: '{"event_id":"a","amount":24.50}' },
            expires_at: { N: String(at / 1_000 + 86_400) },
          },
        },
      },
    ]);
  });

  it.each(['1', '60', '99', 'failing', 'nonsense', 'flaky'])('answers trip %s like its function', async (id) => {
    const { run } = stubOf('get-trip');
    const declared = await getTrip.with(new World().io())(tripOf(id), context);
    expect(JSON.parse(String(await run(tripOf(id))))).toEqual(declared);
  });

  it.each([
    ['a body that is not a JSON object', '[1'],
    ['a card number', '{"note":"4242424242424242"}'],
  ])('leaves %s to its function and stores nothing', async (_what, body) => {
    const { run, sent } = stubOf('receive-notification');
    expect(await run(notification(body))).toBeUndefined();
    expect(sent).toEqual([]);
  });

  it('leaves a slow trip to its function, which can time out', async () => {
    expect(await stubOf('get-trip').run(tripOf('slow'))).toBeUndefined();
  });

  it('leaves a notification that the engine refuses to its function', async () => {
    const { run } = stubOf('receive-notification', () => Promise.reject(new Error('no connection')));
    expect(await run(notification('{}'))).toBeUndefined();
  });

  it.each(['create-payment', 'notify', 'list-notifications'])('does not exist for %s', (name) => {
    expect(stubOf(name).isOwn).toBe(false);
  });
});
