import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, paginateQuery, type WriteRequest } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { credentials } from '../../hermetic/engine/credentials.ts';
import { writeAll } from '../../hermetic/engine/tables.ts';
import { eventId, type RecordedEvent } from '../../src/domain/recorded-event.ts';
import { eventItemOf } from '../../src/store/event-item.ts';
import { deliveryItemOf } from '../../src/store/webhook-delivery-item.ts';
import type { EnvironmentDescription } from '../../tools/app/environment-description.ts';
import { type Environment, startEnvironment } from '../../tools/start/environment.ts';
import { browserMissing, browserPath } from '../support/browser.ts';
import { startBrowserProcess } from '../support/browser-process.ts';

const count = 10_000;
const profile = mkdtempSync(join(tmpdir(), 'console-profile-'));
/** How often the receiver got each event. */
const received = new Map<string, number>();
const receiver = createServer(({ headers }, response) => {
  const id = String(headers['webhook-id']);
  received.set(id, (received.get(id) ?? 0) + 1);
  response.writeHead(204).end();
});
let environment: Environment;
let endpointId: string;
let client: DynamoDBClient;
let webhooksTable: string;
/** Answers to the requests that send a part of the dead deliveries again. */
const statuses: number[] = [];
const halfDone = Promise.withResolvers<void>();
const kills: (() => Promise<void>)[] = [];

beforeAll(async () => {
  if (browserPath === undefined) return;
  environment = await startEnvironment({
    ports: [0],
    seed: false,
    context: { rateLimitEnabled: 'false' },
    emit(event) {
      if (event.event !== 'request' || !event.path.endsWith('/replay')) return;
      statuses.push(event.status);
      if (statuses.length > count / 100 / 2) halfDone.resolve();
    },
  });
  const [api = ''] = environment.urls;
  const { tables } = (await (await fetch(`${api}/_local/environment`)).json()) as EnvironmentDescription;
  webhooksTable = tables.webhooks;
  client = new DynamoDBClient({ endpoint: environment.dynamodbEndpoint, region: 'local', credentials });
  const events = Array.from({ length: count }, (_, index) => recorded(index, Date.now()));
  // The endpoint is created once these are behind the stream, so that nothing was sent to it yet.
  await writeAll(
    client,
    tables.events,
    events.map((event) => put(eventItemOf(event, 1))),
  );
  await environment.caughtUp();
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  const { port } = receiver.address() as AddressInfo;
  const created = await fetch(`${api}/v1/webhook-endpoints`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ url: `http://localhost:${port}/hook`, description: 'Shop' }),
  });
  endpointId = ((await created.json()) as { id: string }).id;
  await writeAll(client, tables.webhooks, events.flatMap(deadDelivery));
});
afterAll(async () => {
  client?.destroy();
  for (const kill of kills) await kill();
  await environment?.stop();
  receiver.close();
  receiver.closeAllConnections();
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
});

const put = (item: object): WriteRequest => ({
  PutRequest: { Item: marshall(item, { removeUndefinedValues: true }) },
});

/** An event of a kind that the notification service does not get. */
function recorded(index: number, now: number): RecordedEvent {
  const at = new Date(now - (index + 1) * 1_000).toISOString();
  const paymentId = `p-${index}`;
  const body = JSON.stringify({ type: 'payment.authorized', timestamp: at, data: { payment_id: paymentId } });
  const rest = { quiet: false, lines: [], processor: undefined, postedAt: undefined };
  return { paymentId, type: 'payment.authorized', subject: '0', at, body, ...rest };
}

function deadDelivery(recordedEvent: RecordedEvent): readonly WriteRequest[] {
  const event = { id: eventId(recordedEvent), type: recordedEvent.type, at: recordedEvent.at };
  const last = {
    at: Date.parse(event.at),
    answer: { kind: 'answered', status: 500, retryAfterMs: undefined },
  } as const;
  const state = { status: 'dead', reason: 'exhausted' } as const;
  const item = deliveryItemOf({ endpointId, event, state, attempts: 10, revision: 10, last });
  return [
    { id: 'dead', sort: `${endpointId}#${event.at}#${event.id}` },
    { id: `deliveries#${endpointId}`, sort: `${event.at}#${event.id}` },
  ].map((key) => put({ ...key, ...item, expires_at: 4_000_000_000 }));
}

async function openEndpoint(): Promise<Readonly<{ page: Page; kill: () => Promise<void> }>> {
  const { browser, kill } = await startBrowserProcess(profile);
  kills.push(kill);
  const page = await (browser.contexts()[0] ?? (await browser.newContext())).newPage();
  page.setDefaultTimeout(600_000);
  await page.goto(`${environment.others.explorer}/console#/webhooks/${endpointId}`);
  return { page, kill };
}

type StoredDelivery = Readonly<{ eventId: string; status: string; attempts: number; revision: number }>;

async function deliveries(): Promise<readonly StoredDelivery[]> {
  const query = {
    TableName: webhooksTable,
    KeyConditionExpression: 'id = :id',
    ExpressionAttributeValues: { ':id': { S: `deliveries#${endpointId}` } },
  };
  const found: StoredDelivery[] = [];
  for await (const { Items = [] } of paginateQuery({ client }, query)) {
    for (const { sort, status, attempts, revision } of Items) {
      const eventId = String(sort?.S).split('#').at(-1) ?? '';
      found.push({
        eventId,
        status: String(status?.S),
        attempts: Number(attempts?.N),
        revision: Number(revision?.N),
      });
    }
  }
  return found;
}

/** A delivery was dead with revision 10. To begin it again adds one and sets its attempts to none; each attempt adds one to both. */
const timesBegun = ({ attempts, revision }: StoredDelivery): number => revision - 10 - attempts;

describe.skipIf(browserPath === undefined)(
  browserPath ? 'a redrive of 10,000 dead deliveries' : `a redrive of 10,000 dead deliveries (${browserMissing})`,
  () => {
    it('is 100 requests; its browser is killed midway, the next one resumes, and every event is sent and received once', async () => {
      const first = await openEndpoint();
      const startedAt = performance.now();
      const elapsed = () => `${Math.round(performance.now() - startedAt)} ms`;
      await first.page.getByRole('button', { name: 'Send all dead ones again' }).click();
      await halfDone.promise;
      await first.kill();
      console.log(`killed after ${statuses.length} parts and ${elapsed()}`);
      const { page, kill } = await openEndpoint();
      // A browser writes localStorage to its disk seconds later: if it lost the entry, a new redrive does what is left.
      const [resume, start] = ['Resume', 'Send all dead ones again'].map((name) => page.getByRole('button', { name }));
      await resume?.or(start ?? resume).click();
      const end = page.getByText('will be tried again within a minute');
      await end.waitFor();
      console.log(`${await end.innerText()} ${statuses.length} parts, ${elapsed()}`);
      await kill();
      // The part that was under way when the browser was killed may have been asked for twice.
      expect(statuses.length).toBeLessThanOrEqual(count / 100 + 1);
      expect(new Set(statuses)).toEqual(new Set([202]));
      expect((await deliveries()).filter((delivery) => timesBegun(delivery) !== 1)).toEqual([]);
      // The worker sends 500 a minute, by the environment's clock.
      while (received.size < count) await environment.advanceClock(60_000);
      await environment.advanceClock(60_000);
      const ended = await deliveries();
      expect(ended).toHaveLength(count);
      expect(ended.filter((one) => one.status !== 'delivered' || timesBegun(one) !== 1)).toEqual([]);
      // On a busy machine an attempt may run out of its two seconds, and is made again.
      const times = ({ eventId }: StoredDelivery) => received.get(eventId) ?? 0;
      expect(ended.filter((one) => times(one) < 1 || times(one) > one.attempts)).toEqual([]);
      console.log(`all received after ${elapsed()}`);
    }, 3_600_000);
  },
);
