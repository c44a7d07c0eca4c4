import { DeleteItemCommand, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Expiry } from '../../hermetic/clock/expire-items.ts';
import { type Engine, startEngine } from '../../hermetic/engine/engine.ts';
import { findEngine } from '../../hermetic/engine/engine-binary.ts';
import { createTables } from '../../hermetic/engine/tables.ts';
import { type EventSources, startEventSources } from '../../hermetic/events/event-sources.ts';
import type { StreamRecord } from '../../hermetic/events/streams-api.ts';
import type { AppDefinition } from '../../hermetic/template/app-definition.ts';
import { sourceOf } from './test-records.ts';
import { clientOf, ordersTable } from './test-tables.ts';

const tableName = 'orders';
const app: AppDefinition = {
  stage: 'local',
  tables: [{ ...ordersTable, StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' } }],
  expiries: [{ tableName, attribute: 'expires_at' }],
  functions: new Map(),
  apis: [],
  eventSources: [sourceOf({ tableName })],
  schedules: [],
};
const records: StreamRecord[] = [];
let engine: Engine;
let client: ReturnType<typeof clientOf>;
let sources: EventSources;
let expiry: Expiry;
beforeAll(async () => {
  engine = await startEngine(findEngine());
  client = clientOf(engine);
  expiry = new Expiry(client);
  await createTables(client, app.tables);
  sources = startEventSources({
    app,
    endpoint: engine.endpoint,
    async invoke(_id, event) {
      records.push(...(event as { Records: StreamRecord[] }).Records);
      return { requestId: 'r', payload: 'null', durationMs: 1, maxMemoryMb: 1 };
    },
    onDeadLetter: () => {},
    log: () => {},
    recordOf: (name, record) => expiry.recordOf(name, record),
  });
});
afterAll(async () => {
  await sources.stop();
  client.destroy();
  await engine.stop();
});

const put = (id: string, expiresAt?: object) =>
  client.send(
    new PutItemCommand({
      TableName: tableName,
      Item: { id: { S: id }, ...(expiresAt && { expires_at: expiresAt as never }) },
    }),
  );
const isThere = async (id: string) =>
  (await client.send(new GetItemCommand({ TableName: tableName, Key: { id: { S: id } } }))).Item !== undefined;

it('expired items, and no others, are deleted with the stream record that DynamoDB would write', async () => {
  await put('expired', { N: '100' });
  await put('at once', { N: '200' });
  await put('later', { N: '201' });
  await put('no time', undefined);
  await put('a text', { S: '100' });
  expect(await expiry.deleteExpired(app, 200_999)).toEqual({ orders: 2 });
  const left = ['expired', 'at once', 'later', 'no time', 'a text'].map(isThere);
  expect(await Promise.all(left)).toEqual([false, false, true, true, true]);
  // The same key, written again and deleted by a client, did not expire.
  await put('expired', { N: '150' });
  await client.send(new DeleteItemCommand({ TableName: tableName, Key: { id: { S: 'expired' } } }));
  await sources.caughtUp();
  const removed = records.filter(({ eventName }) => eventName === 'REMOVE');
  const service = { type: 'Service', principalId: 'dynamodb.amazonaws.com' };
  expect(removed.map(({ dynamodb, userIdentity }) => [dynamodb.OldImage?.expires_at, userIdentity])).toEqual([
    expect.anything(),
    expect.anything(),
    [{ N: '150' }, undefined],
  ]);
  expect(removed.slice(0, 2)).toMatchObject([{ userIdentity: service }, { userIdentity: service }]);
  expect(await expiry.deleteExpired(app, 200_999)).toEqual({});
});
