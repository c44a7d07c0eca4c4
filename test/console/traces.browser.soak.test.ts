import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Environment, startEnvironment } from '../../tools/start/environment.ts';
import { browserMissing, openBrowser } from '../support/browser.ts';

const browser = await openBrowser();
const pictures = join(import.meta.dirname, '..', '..', '.build', 'screenshots');
let environment: Environment;

beforeAll(async () => {
  environment = await startEnvironment({ ports: [0], context: { rateLimitEnabled: 'false' } });
  mkdirSync(pictures, { recursive: true });
});
afterAll(async () => {
  await environment.stop();
  await browser?.close();
});

const title = 'the page of a payment shows its trace as a waterfall, and none of another payment';

it.skipIf(browser === undefined)(browser ? title : `${title} (${browserMissing})`, async () => {
  const pay = async (key: string) => {
    const response = await fetch(`${environment.urls[0]}/v1/payments`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
      body: JSON.stringify({ amount: '9.00', currency: 'EUR' }),
    });
    return ((await response.json()) as { payment_id: string }).payment_id;
  };
  const id = await pay('shown');
  await pay('other');
  await environment.caughtUp();
  const page = await (browser as Browser).newPage({ viewport: { width: 1280, height: 900 } });
  page.setDefaultTimeout(300_000);
  await page.goto(`${environment.others.explorer}/console#/payments/${id}`);
  const traces = page.getByRole('region', { name: 'Traces', exact: true });
  await traces.getByText('POST /v1/payments', { exact: true }).waitFor();
  for (const step of ['DynamoDB PutItem', 'simulated execute', 'DynamoDB UpdateItem', 'webhook']) {
    expect(await traces.getByText(step, { exact: true }).count()).toBeGreaterThan(0);
  }
  expect(await traces.getByText('POST /v1/payments', { exact: true }).count()).toBe(1);
  await traces.screenshot({ path: join(pictures, 'waterfall.png') });
  await page.close();
});
