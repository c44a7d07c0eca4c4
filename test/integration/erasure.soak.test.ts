import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stageTables } from '../../lib/table-name.ts';
import { type Environment, startEnvironment } from '../../tools/start/environment.ts';
import { clientOf } from '../hermetic/test-tables.ts';
import { run } from './program.ts';

/** Part of every personal text that is seeded. */
const mark = 'canary-of-erasure';
const work = mkdtempSync(join(tmpdir(), 'erasure-'));
const tables = stageTables('local');
const lines: string[] = [];
let environment: Environment;
let client: DynamoDBClient;
let url: string;
beforeAll(async () => {
  environment = await startEnvironment({
    ports: [0],
    seed: false,
    context: { logLevel: 'DEBUG' },
    emit: (event) => void lines.push(event.event === 'log' ? event.text : ''),
  });
  client = clientOf({ endpoint: environment.dynamodbEndpoint });
  url = String(environment.urls[0]);
});
afterAll(async () => {
  client.destroy();
  await environment.stop();
  rmSync(work, { recursive: true });
});

async function post(path: string, body: object = {}, key = path): Promise<{ status: number; json: Json }> {
  const headers = { 'Content-Type': 'application/json', ...(key !== '' && { 'Idempotency-Key': key }) };
  const answer = await fetch(`${url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: answer.status, json: (await answer.json()) as Json };
}
type Json = Readonly<Record<string, unknown>>;
const get = async (path: string) => (await (await fetch(`${url}${path}`)).json()) as Json;

/** Every item of every table, by the tables that hold the mark. */
async function marked(): Promise<readonly string[]> {
  const found: string[] = [];
  for (const TableName of Object.values(tables)) {
    for await (const { Items = [] } of paginateScan({ client }, { TableName })) {
      if (JSON.stringify(Items).includes(mark)) found.push(TableName);
    }
  }
  return found;
}

const person = { email: `${mark}@example.com` };
const payment = { amount: '25.00', customer_id: 'c-1', metadata: { [mark]: mark } };

describe('after erasure', () => {
  it('no table, log, delivery or later backup has a seeded name, address or metadata, and the money is told as before', async () => {
    const user = await post('/users', { ...person, username: mark });
    const order = await post('/orders', { ...person, name: mark });
    const paid = await post('/v1/payments', payment, 'paid');
    const declined = await post('/v1/payments', { ...payment, payment_method: 'pm_refund_declined' }, 'declined');
    const ids = [paid.json.payment_id, declined.json.payment_id];
    await post(`/v1/payments/${ids[0]}/refund`, { amount: '5.00', reason: mark });
    for (let number = 0; number < 23; number++) {
      await post(`/v1/payments/${ids[1]}/refund`, { amount: '1.00', reason: mark }, `declined-${number}`);
    }
    await environment.caughtUp();
    expect(new Set(await marked())).toEqual(new Set([tables.users, tables.orders, tables.payments]));
    const told = async () => Promise.all(ids.map((id) => get(`/v1/payments/${id}/timeline`)));
    const events = async () => Promise.all(ids.map((id) => get(`/v1/events?payment_id=${id}`)));
    const metrics = async () => (await fetch(`${url}/metrics`)).text();
    const before = [await told(), await events(), await metrics()];

    const erased = [
      await post(`/v1/users/${user.json.id}/erase`),
      await post(`/v1/orders/${order.json.id}/erase`),
      ...(await Promise.all(ids.map((id) => post(`/v1/payments/${id}/redact`)))),
    ];
    expect(erased.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    // Retries bring nothing back.
    const again = [
      await post('/users', { ...person, username: mark }),
      await post('/orders', { ...person, name: mark }),
      await post('/v1/payments', payment, 'paid'),
    ];
    expect(again.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(again.at(-1)?.json).toMatchObject({ payment_id: ids[0], metadata: {}, status: 'SUCCESS' });
    await environment.caughtUp();

    expect(await marked()).toEqual([]);
    expect(lines.length).toBeGreaterThan(20);
    expect(lines.filter((line) => line.includes(mark))).toEqual([]);
    const deliveries = await fetch(`${environment.others.stubs.notifications}/v1/notifications`);
    expect(await deliveries.text()).not.toContain(mark);
    const backup = await run('tools/backup.ts', ['--url', url, '--json', join(work, 'later')]);
    expect([backup.code, backup.stderr]).toEqual([0, '']);
    const files = readdirSync(join(work, 'later'));
    expect(files.length).toBeGreaterThan(3);
    for (const file of files) expect(readFileSync(join(work, 'later', file), 'utf8')).not.toContain(mark);
    expect([await told(), await events(), await metrics()]).toEqual(before);
  });
});
