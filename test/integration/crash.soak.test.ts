import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { afterAll, describe, expect, it } from 'vitest';
import { physicalName } from '../../lib/table-name.ts';
import { type Answered, clientOf } from '../support/client.ts';
import { killProcessGroup, type RunningProcess, start } from '../support/killable.ts';
import { moveClock } from '../support/move-clock.ts';
import { seeded } from '../support/random.ts';
import { inParallel } from '../support/storm.ts';

const data = mkdtempSync(join(tmpdir(), 'crash-'));
const kills = 20;
const clients = 12;
/** Maximum number of acknowledged payments between two kills. */
const mostBetweenKills = 40;
const random = seeded(20_261_121);
let running: RunningProcess | undefined;
afterAll(() => {
  if (running) killProcessGroup(running);
  rmSync(data, { recursive: true, force: true });
});

/** Called with every acknowledged payment. */
let onAcknowledged = () => {};

/** Resolves after this number of further acknowledged payments. */
function acknowledgedMore(count: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let left = count;
  onAcknowledged = () => {
    left -= 1;
    if (left === 0) resolve();
  };
  return promise;
}

type Order = { id: string; amount: string; acknowledged: Answered | undefined };

/** Pays orders, some of them by two concurrent clients, until the service stops answering. */
async function payUntilDown(url: string, orders: Order[], client: number): Promise<void> {
  for (let number = 0; ; number++) {
    const order = client % 2 === 1 && number % 3 === 0 ? orders.at(-1) : undefined;
    const paid = order ?? {
      id: `o-${client}-${orders.length}`,
      amount: `${1 + (number % 90)}.${10 + client}`,
      acknowledged: undefined,
    };
    if (paid !== order) orders.push(paid);
    try {
      await pay(url, paid);
    } catch {
      return;
    }
  }
}

const send = (url: string, { id, amount }: Order) =>
  clientOf(url).post('/payments/', `{"order_id": "${id}", "amount": ${amount}}`);

/** Two clients that retry one order concurrently may still collide. */
async function payUntilDecided(url: string, order: Order): Promise<Answered> {
  for (let time = 0; ; time++) {
    const answer = await send(url, order);
    if (answer.json.code !== 'idempotency_key_in_use' || time === 10) return answer;
  }
}

async function pay(url: string, order: Order): Promise<void> {
  const answer = await send(url, order);
  if (answer.status !== 200 && answer.status !== 201) return;
  order.acknowledged ??= answer;
  onAcknowledged();
}

async function paymentsByOrder(endpoint: string): Promise<Map<string, number>> {
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const client = new DynamoDBClient({ endpoint, region: 'eu-west-1', credentials });
  const counts = new Map<string, number>();
  for await (const { Items = [] } of paginateScan({ client }, { TableName: physicalName('local', 'payments') })) {
    for (const { order_id: order } of Items) if (order?.S) counts.set(order.S, (counts.get(order.S) ?? 0) + 1);
  }
  client.destroy();
  return counts;
}

describe('the service, repeatedly killed under load', () => {
  it(`keeps every acknowledged payment and pays no order twice, over ${kills} kills`, async () => {
    const orders: Order[] = [];
    for (let kill = 0; kill < kills; kill++) {
      running = await start(data);
      const { url } = running;
      const enough = acknowledgedMore(1 + random.whole(mostBetweenKills));
      const load = Promise.all(Array.from({ length: clients }, (_, client) => payUntilDown(url, orders, client)));
      await enough;
      killProcessGroup(running);
      await load;
    }
    running = await start(data);
    const { url, dynamodbEndpoint } = running;
    const acknowledged = orders.filter((order) => order.acknowledged);
    expect(acknowledged.length).toBeGreaterThan(kills);
    expect(acknowledged.length).toBeLessThan(orders.length);

    // Each kill left some requests unanswered: their clients retry once the leases have expired.
    await moveClock(url, '20s');
    await inParallel(orders, clients, async (order) => {
      const before = order.acknowledged;
      const answer = await payUntilDecided(url, order);
      expect(before ? [200] : [200, 201]).toContain(answer.status);
      if (before) expect(answer.text).toBe(before.text);
    });
    const counts = await paymentsByOrder(dynamodbEndpoint);
    expect(orders.filter(({ id }) => counts.get(id) !== 1)).toEqual([]);
    console.log(`${acknowledged.length} of ${orders.length} payments were acknowledged before a kill`);
  });
});
