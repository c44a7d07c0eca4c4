import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient, type WriteRequest } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { credentials } from '../../hermetic/engine/credentials.ts';
import { writeAll } from '../../hermetic/engine/tables.ts';
import { deliveryItemOf } from '../../src/store/webhook-delivery-item.ts';
import type { EnvironmentDescription } from '../../tools/app/environment-description.ts';
import { importPayments } from '../../tools/data/import-payments.ts';
import { readPaymentRow } from '../../tools/data/read-payment-row.ts';
import type { AwsCall } from '../../tools/recorder/aws-call.ts';
import { type Environment, startEnvironment } from '../../tools/start/environment.ts';
import { browserMissing, openBrowser } from '../support/browser.ts';

const browser = await openBrowser();
const count = 10_000;
const few = 150;
const calls: AwsCall[] = [];
let environment: Environment;
let endpointId: string;
let client: DynamoDBClient;
let tables: EnvironmentDescription['tables'];

beforeAll(async () => {
  if (browser === undefined) return;
  const recordCalls = (call: AwsCall) => void calls.push(call);
  environment = await startEnvironment({
    ports: [0],
    seed: false,
    context: { rateLimitEnabled: 'false' },
    recordCalls,
  });
  const [api = ''] = environment.urls;
  ({ tables } = (await (await fetch(`${api}/_local/environment`)).json()) as EnvironmentDescription);
  client = new DynamoDBClient({ endpoint: environment.dynamodbEndpoint, region: 'local', credentials });
  const body = JSON.stringify({ url: 'http://localhost:1/closed', description: 'Shop' });
  const headers = { 'Content-Type': 'application/json' };
  const created = await fetch(`${api}/v1/webhook-endpoints`, { method: 'POST', headers, body });
  endpointId = ((await created.json()) as { id: string }).id;
  await writeAll(client, tables.webhooks, deadDeliveries());
});
afterAll(async () => {
  client?.destroy();
  await browser?.close();
  await environment?.stop();
});

const momentOf = (index: number) => new Date(Date.parse('2026-11-01T00:00:00.000Z') + index * 60_000).toISOString();

const importRows = (from: number, to: number) =>
  importPayments(rows(from, to), {
    client,
    tableName: tables.payments,
    indexShards: 1,
    now: Date.now,
    onBad: unexpected,
    onDifferent: unexpected,
  });

function unexpected(message: string): never {
  throw new Error(message);
}

async function* rows(from: number, to: number) {
  for (let index = from; index < to; index++) {
    const row = {
      payment_id: `p-${index}`,
      amount: '25.00',
      currency: 'EUR',
      method: 'CARD',
      status: index % 3 === 0 ? 'FAILED' : 'SUCCESS',
      created_at: momentOf(index),
      reference: `PAY-${index}`,
    };
    yield { line: index + 2, ...readPaymentRow(row) };
  }
}

function deadDeliveries(): WriteRequest[] {
  return Array.from({ length: count }, (_, index) => {
    const event = { id: `p-${index}:payment.completed:0`, type: 'payment.completed', at: momentOf(index) };
    const last = { at: Date.parse(event.at), answer: { kind: 'failed', error: 'no_connection' } } as const;
    const state = { status: 'dead', reason: 'exhausted' } as const;
    const item = deliveryItemOf({ endpointId, event, state, attempts: 10, revision: 10, last });
    const keys = [
      { id: 'dead', sort: `${endpointId}#${event.at}#${event.id}` },
      { id: `deliveries#${endpointId}`, sort: `${event.at}#${event.id}` },
    ];
    return keys.map((key) => ({ PutRequest: { Item: marshall({ ...key, ...item, expires_at: 4_000_000_000 }) } }));
  }).flat();
}

/** Everything that a page asks for: its own text, and the API. */
function costOf(page: Page) {
  const paths: string[] = [];
  let bytes = 0;
  page.on('response', async (response) => {
    paths.push(new URL(response.url()).pathname);
    bytes += (await response.request().sizes()).responseBodySize;
  });
  return () => ({ requests: paths.toSorted((one, other) => (one < other ? -1 : 1)), bytes });
}

const tableRows = (page: Page) => page.locator('tbody tr');

/** Calls to the store that a function made since then. */
const callsOf = (name: string, since: number): readonly string[] =>
  calls.slice(since).flatMap(({ functionName, action }) => (functionName.endsWith(name) ? [action] : []));

const queriesOf = (name: string, since: number) =>
  callsOf(name, since).filter((action) => action === 'dynamodb:Query').length;

/** Opens the console until the first rows are there. */
async function firstRows() {
  const page = await (browser as Browser).newPage();
  const cost = costOf(page);
  const since = calls.length;
  const startedAt = performance.now();
  await page.goto(`${environment.others.explorer}/console`);
  await tableRows(page).first().waitFor();
  const ms = Math.round(performance.now() - startedAt);
  return { page, cost, ms, storeCalls: callsOf('-list-payments', since) };
}

/** The console behind a network on which its page stalls after its head, until the first rows are asked for. */
async function stallingConsole(): Promise<string> {
  const asked = Promise.withResolvers<void>();
  const server = createServer(async ({ url = '' }, outgoing) => {
    if (url.startsWith('/v1/payments')) asked.resolve();
    const response = await fetch(`${environment.others.explorer}${url}`);
    const { 'content-type': type = '', 'content-security-policy': policy = '' } = Object.fromEntries(response.headers);
    outgoing.writeHead(response.status, { 'Content-Type': type, 'Content-Security-Policy': policy });
    const body = await response.text();
    const head = url === '/console' ? body.indexOf('</script>') + '</script>'.length : 0;
    outgoing.write(body.slice(0, head));
    if (head > 0) await asked.promise;
    outgoing.end(body.slice(head));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/console`;
}

describe.skipIf(browser === undefined)(
  browser ? 'a stage with much data' : `a stage with much data (${browserMissing})`,
  () => {
    it('the first page of payments is three requests, one query and 100 rows, of 150 payments as of 10,000, and so is the next one', async () => {
      await importRows(0, few);
      for (const stored of [few, count]) {
        if (stored === count) await importRows(few, count);
        const { page, cost, ms, storeCalls } = await firstRows();
        console.log(`first page of ${stored} payments: ${ms} ms`, cost(), storeCalls);
        expect(await tableRows(page).count()).toBe(100);
        expect(cost().requests).toEqual(['/_local/clock', '/console', '/v1/payments']);
        expect(cost().bytes).toBeLessThan(50_000);
        // Besides the query, a process reads the key of cursors once a minute; the first one makes it.
        expect(storeCalls.filter((action) => action === 'dynamodb:Query')).toHaveLength(1);
        expect(storeCalls.length).toBeLessThanOrEqual(3);
        const since = calls.length;
        const before = cost().requests.length;
        await page.getByRole('button', { name: 'Older payments' }).click();
        await expect.poll(() => tableRows(page).count()).toBe(Math.min(stored, 200));
        expect(cost().requests.length - before).toBe(1);
        expect(queriesOf('-list-payments', since)).toBe(1);
        await page.close();
      }
    });

    it('the first rows are asked for by the head of the page, before its script has arrived', async () => {
      const page = await (browser as Browser).newPage();
      await page.goto(await stallingConsole());
      await tableRows(page).first().waitFor();
      await page.close();
    });

    it('the first page of 10,000 dead deliveries is one query and 100 rows, and is sent compressed', async () => {
      const page = await (browser as Browser).newPage();
      await page.goto(`${environment.others.explorer}/console#/webhooks/${endpointId}`);
      await tableRows(page).first().waitFor();
      const cost = costOf(page);
      const since = calls.length;
      const startedAt = performance.now();
      await page.getByRole('combobox', { name: 'Show' }).selectOption('dead');
      await page.locator('[aria-label=Deliveries][aria-busy=false] tbody tr').first().waitFor();
      console.log(`first page of ${count} dead deliveries: ${Math.round(performance.now() - startedAt)} ms`, cost());
      expect(await tableRows(page).count()).toBe(100);
      expect(cost().requests).toEqual([`/v1/webhook-endpoints/${endpointId}/deliveries`]);
      expect(cost().bytes).toBeLessThan(10_000);
      expect(queriesOf('-list-webhook-deliveries', since)).toBe(1);
      await page.close();
    });

    it('endpoints are listed with their dead ones counted to 100, not to the end', async () => {
      const page = await (browser as Browser).newPage();
      const cost = costOf(page);
      const since = calls.length;
      await page.goto(`${environment.others.explorer}/console#/webhooks`);
      await page.getByText('100 or more').waitFor();
      expect(cost().bytes).toBeLessThan(50_000);
      // One for this endpoint, one for the built-in one.
      expect(queriesOf('-list-webhook-deliveries', since)).toBe(2);
      await page.close();
    });
  },
);
