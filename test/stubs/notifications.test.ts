import { describe, expect, it } from 'vitest';
import { handler as list } from '../../functions/stubs/list-notifications.ts';
import { handler as receive } from '../../functions/stubs/receive-notification.ts';
import { startEngine } from '../../hermetic/engine/engine.ts';
import { findEngine } from '../../hermetic/engine/engine-binary.ts';
import { createTables } from '../../hermetic/engine/tables.ts';
import { clientOf } from '../hermetic/test-tables.ts';
import { context, jsonHeaders, proxyEvent } from '../support/event.ts';
import { meteredIo } from '../support/metered-io.ts';

const table = {
  TableName: 'payment-service-local-stub-notifications',
  KeySchema: [
    { AttributeName: 'id', KeyType: 'HASH' },
    { AttributeName: 'sort', KeyType: 'RANGE' },
  ],
  AttributeDefinitions: [
    { AttributeName: 'id', AttributeType: 'S' },
    { AttributeName: 'sort', AttributeType: 'S' },
  ],
  BillingMode: 'PAY_PER_REQUEST',
} as const;

describe('the stub of the notification service', () => {
  it('the stub lists every delivery it received, newest first and unchanged', async () => {
    const engine = await startEngine(findEngine());
    try {
      await createTables(clientOf(engine), [
        { ...table, KeySchema: [...table.KeySchema], AttributeDefinitions: [...table.AttributeDefinitions] },
      ]);
      const { io } = meteredIo(engine.endpoint);
      let now = Date.parse('2026-11-21T08:00:00.000Z');
      const later = { ...io, now: () => now };
      for (const body of ['{"event_id":"a","amount":24.50}', '{"event_id":"b"}', '{"event_id":"b"}']) {
        now += 1_000;
        const event = proxyEvent('POST /v1/notifications', { headers: jsonHeaders, body });
        expect((await receive.with(later)(event, context)).statusCode).toBe(202);
      }
      const { body } = await list.with(later)(proxyEvent('GET /v1/notifications'), context);
      expect(body).toBe(
        '{"count":3,"notifications":[' +
          '{"received_at":"2026-11-21T08:00:03.000Z","notification":{"event_id":"b"}},' +
          '{"received_at":"2026-11-21T08:00:02.000Z","notification":{"event_id":"b"}},' +
          '{"received_at":"2026-11-21T08:00:01.000Z","notification":{"event_id":"a","amount":24.50}}]}',
      );
    } finally {
      await engine.stop();
    }
  });

  it('the stub refuses bodies that are no JSON object, and stores nothing', async () => {
    const { io, calls } = meteredIo('http://127.0.0.1:1');
    const event = proxyEvent('POST /v1/notifications', { headers: jsonHeaders, body: '[1' });
    expect((await receive.with(io)(event, context)).statusCode).toBe(400);
    expect(calls).toEqual([]);
  });
});
