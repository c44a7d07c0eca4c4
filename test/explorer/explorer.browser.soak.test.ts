import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { browserMissing, openBrowser } from '../support/browser.ts';
import { World } from '../support/world.ts';
import { serveWorld } from '../support/world-server.ts';

const browser = await openBrowser();
const run = promisify(execFile);
const pictures = join(import.meta.dirname, '..', '..', '.build', 'screenshots');
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const stages: (() => void)[] = [];
let origin: string;

beforeAll(async () => {
  const served = await serveWorld(new World());
  origin = served.origin;
  stages.push(served.stop);
  mkdirSync(pictures, { recursive: true });
});
afterAll(async () => {
  for (const stop of stages) stop();
  await browser?.close();
});

type Look = Readonly<{ colorScheme?: 'light' | 'dark'; width?: number; height?: number }>;

/** Only a page that hangs reaches it, however busy the machine is. */
const patienceMs = 300_000;

/** Opens the explorer. Requests to other origins, uncaught errors and console errors fail the test. */
async function explorer(
  at = `${origin}/explorer#/createPayment`,
  { colorScheme = 'light', width = 1440, height = 1000 }: Look = {},
) {
  const page = await (browser as NonNullable<typeof browser>).newPage({ colorScheme, viewport: { width, height } });
  page.setDefaultTimeout(patienceMs);
  const violations: string[] = [];
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol !== 'data:' && origin !== new URL(at).origin) violations.push(request.url());
  });
  page.on('pageerror', (error) => violations.push(error.message));
  page.on('console', (message) => {
    // The browser logs every response with an error status, which some tests provoke.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      violations.push(message.text());
  });
  onTestFinished(async () => {
    expect(violations).toEqual([]);
    await page.close();
  });
  await page.goto(at);
  await page.getByRole('heading', { level: 2 }).nth(0).waitFor();
  return page;
}

/** The status line of the response. */
const status = (page: Page) => page.getByRole('region', { name: 'Response' }).getByRole('status');
const bodyOf = (page: Page) => page.getByLabel('Response body', { exact: true }).innerText();

/** Sends the request, waits until its response is shown, and returns the status line. */
async function sent(page: Page): Promise<string> {
  const response = page.waitForResponse((one) => !one.url().endsWith('/openapi.json'));
  await page.keyboard.press('Control+Enter');
  await response;
  await page.locator('.response:not([aria-busy]) .status strong').waitFor();
  return status(page).innerText();
}

async function open(page: Page, words: string): Promise<void> {
  // Within an input field, "/" is not a shortcut.
  await page.locator('main').focus();
  await page.keyboard.press('/');
  await page.keyboard.type(words);
  await page.keyboard.press('Enter');
  await page.locator('h2:focus').waitFor();
}

/** Everything that the page keeps in the browser. */
const stored = (page: Page) =>
  page.evaluate<string>('JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])');

/** Opens an address of the page, without loading it again. */
async function go(page: Page, hash: string): Promise<void> {
  await page.evaluate(`location.hash = '${hash}'`);
  await page.locator(`nav a[aria-current][href="${hash.split('?')[0]}"]`).waitFor({ state: 'attached' });
}

/** Runs in the page. Returns its width, the controls without a name, and the number of endpoints marked as current. */
const factsOfPage = `({
  wide: document.documentElement.scrollWidth,
  unnamed: [...document.querySelectorAll('main input, main select, main textarea')]
    .filter((one) => !one.labels.length && !one.getAttribute('aria-label'))
    .map((one) => one.outerHTML),
  current: document.querySelectorAll('[aria-current]').length,
})`;

const title = browser ? 'the explorer' : `the explorer (${browserMissing})`;

describe.skipIf(browser === undefined)(title, () => {
  it('the explorer creates one payment with the keyboard alone, however often it is sent', async () => {
    const page = await explorer(`${origin}/explorer`);
    await open(page, 'create a payment');
    expect(await page.locator(':focus').innerText()).toBe('Create a payment');
    const amount = page.getByLabel('amount', { exact: true }).and(page.locator(':focus'));
    for (let tabs = 0; (await amount.count()) === 0; tabs++) {
      expect(tabs).toBeLessThan(10);
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Control+A');
    await page.keyboard.type('12.50');
    expect(await sent(page)).toMatch(/^201 Created\s+\d+ ms$/);
    const first = await bodyOf(page);
    expect(first).toContain('"amount": 12.50,');
    expect(await sent(page)).toContain('Idempotent-Replayed: true');
    expect(await bodyOf(page)).toBe(first);
  });

  it('the explorer shows status, headers and problem of a refusal', async () => {
    const page = await explorer();
    await sent(page);
    await page.getByLabel('amount', { exact: true }).fill('26.00');
    expect(await sent(page)).toContain('422');
    expect(await bodyOf(page)).toContain('"code": "idempotency_key_reused"');
    await page.getByText(/^Headers \(\d+\)$/).click();
    await expect.poll(() => page.locator('.headers').innerText()).toContain('application/problem+json');
    await page.getByRole('button', { name: 'New key' }).click();
    expect(await sent(page)).toContain('201');
  });

  it('the explorer names empty required fields, and sends the request anyway', async () => {
    const page = await explorer();
    await page.getByLabel('amount', { exact: true }).fill('');
    expect(await sent(page)).toMatch(/400 .*Sent without amount\./s);
  });

  it('the explorer sends RPCs and shows their gRPC code', async () => {
    const page = await explorer();
    await open(page, 'request payment');
    expect(await sent(page)).toContain('OK (0)');
    expect(JSON.parse(await bodyOf(page))).toMatchObject({ status: 'SUCCEEDED' });
    expect(await page.locator('[data-line=grpcurl] code').innerText()).toMatch(
      /^grpcurl -plaintext \\\n {2}-d '.*"amount_minor": "1250".*' \\\n {2}localhost:7000 payments\.v1\.PaymentService\/RequestPayment$/,
    );
    await open(page, 'payments.v1 get payment');
    await page.getByLabel('payment_id', { exact: true }).fill('none');
    expect(await sent(page)).toMatch(/404 .*NOT_FOUND \(5\)/s);
    await open(page, 'payments.v1 get payment (get)');
    expect(await page.locator('[data-line=grpcurl]').count()).toBe(0);
  });

  it('the curl command of the explorer sends the same request', async ({ skip }) => {
    if (!(await run('curl', ['--version']).catch(() => undefined))) skip('no curl here');
    const page = await explorer();
    await page.getByLabel('amount', { exact: true }).fill('13.37');
    await page.getByLabel('payment_method', { exact: true }).fill("it's");
    expect(await sent(page)).toContain('400');
    await page.getByLabel('payment_method', { exact: true }).fill('');
    expect(await sent(page)).toContain('201');
    const line = await page.locator('[data-line=curl] code').innerText();
    const { stdout } = await run('sh', ['-c', line]);
    expect(stdout).toMatch(/^HTTP\/1\.1 201 /);
    expect(stdout).toMatch(/idempotent-replayed: true/i);
    expect(stdout).toContain('"amount":13.37,');
  });

  it('the explorer sends JSON with unchanged digits and transfers it back to the form', async () => {
    const page = await explorer();
    await page.getByRole('button', { name: 'JSON' }).click();
    await page
      .getByLabel('Body as JSON')
      .fill('{"amount": 25.10, "metadata": {"note": "a \\"b\\""}, "capture": false}');
    expect(await page.locator('[data-line=curl] code').innerText()).toContain('{"amount": 25.10, ');
    expect(await sent(page)).toContain('201');
    expect(await bodyOf(page)).toContain('"amount": 25.10,');
    await page.getByRole('button', { name: 'Form' }).click();
    expect(await page.getByLabel('amount', { exact: true }).inputValue()).toBe('25.10');
    expect(await page.getByLabel('value 1').inputValue()).toBe('a "b"');
    expect(await page.getByLabel('capture', { exact: true }).inputValue()).toBe('false');
    await page.getByRole('button', { name: 'JSON' }).click();
    await page.getByLabel('Body as JSON').fill('{"tip": 1}');
    await page.getByRole('button', { name: 'Form' }).click();
    expect(await page.getByText('The form has no field tip.').isVisible()).toBe(true);
  });

  it.each(['/sandbox/explorer', '/sandbox/explorer/', '/sandbox/', '/sandbox'])(
    'the explorer finds its API from %s',
    async (path) => {
      const served = await serveWorld(new World(), '/sandbox');
      stages.push(served.stop);
      const page = await explorer(new URL(`${path}#/createPayment`, served.origin).href);
      expect(await sent(page)).toContain('201');
      expect(await page.locator('[data-line=curl] code').innerText()).toContain(`'${served.origin}/v1/payments'`);
    },
  );

  it('the explorer sends an API key and does not store or show it', async () => {
    const page = await explorer();
    await page.locator('.signing summary').click();
    await page.getByLabel('API key', { exact: true }).fill('the-api-key');
    const request = page.waitForRequest(/\/v1\/payments$/);
    expect(await sent(page)).toContain('201');
    expect((await (await request).allHeaders())['x-api-key']).toBe('the-api-key');
    expect(await page.locator('[data-line=curl] code').innerText()).toContain('-H "x-api-key: $API_KEY"');
    expect(await page.content()).not.toContain('the-api-key');
    expect(await stored(page)).not.toContain('the-api-key');
  });

  it('the explorer signs requests and does not store or show the secret', async () => {
    const page = await explorer();
    await page.locator('.signing summary').click();
    await page.getByLabel('Access key ID').fill('AKIDEXAMPLE');
    await page.getByLabel('Secret access key').fill('the-secret');
    await page.getByLabel('Session token').fill('the-token');
    await page.getByLabel('Region').fill('eu-west-1');
    await page.getByLabel('amount', { exact: true }).fill('1.00');
    const request = page.waitForRequest(/\/v1\/payments$/);
    expect(await sent(page)).toContain('201');
    const headers = await (await request).allHeaders();
    expect(headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-west-1\/execute-api\/aws4_request, SignedHeaders=[a-z0-9;-]+, Signature=[0-9a-f]{64}$/,
    );
    expect(headers['x-amz-security-token']).toBe('the-token');
    expect(await page.content()).not.toMatch(/the-secret|the-token/);
    expect(await stored(page)).not.toMatch(/the-secret|the-token|AKIDEXAMPLE/);
    expect(await page.locator('[data-line=curl] code').innerText()).toContain(
      "--aws-sigv4 'aws:amz:eu-west-1:execute-api'",
    );
  });

  it('every endpoint fits 320 pixels, and all its controls have names', async () => {
    const page = await explorer(undefined, { width: 320, height: 740 });
    const hashes: string[] = await page.evaluate("[...document.querySelectorAll('nav a')].map((link) => link.hash)");
    expect(hashes.length).toBeGreaterThan(30);
    for (const hash of hashes) {
      await go(page, hash);
      const facts = await page.evaluate<object>(factsOfPage);
      expect({ hash, ...facts }).toEqual({ hash, wide: 320, unnamed: [], current: 1 });
    }
  });

  it('the start page leads to a first payment, a replay of it, and the payment as it is now', async () => {
    const page = await explorer(`${origin}/explorer`);
    await page.getByRole('link', { name: 'Make a first payment' }).click();
    expect(await sent(page)).toContain('201');
    expect(await sent(page)).toContain('Idempotent-Replayed: true');
    const id = /"payment_id": "([^"]+)"/.exec(await bodyOf(page))?.[1] ?? '';
    const answer = page.waitForResponse(new RegExp(`/v1/payments/${id}$`));
    await page.getByLabel('Response body').getByRole('link', { name: id }).click();
    expect((await answer).status()).toBe(200);
    await page.getByRole('heading', { name: 'Get a payment', exact: true }).waitFor();
    expect(await page.getByLabel('payment_id', { exact: true }).inputValue()).toBe(id);
    await expect.poll(() => status(page).innerText()).toContain('200 OK');
  });

  it('the history shows what was sent, also after a reload, and enters it again', async () => {
    const page = await explorer();
    await page.getByLabel('amount', { exact: true }).fill('31.40');
    expect(await sent(page)).toContain('201');
    const first = await bodyOf(page);
    await page.reload();
    await page.getByRole('link', { name: 'History' }).click();
    await page.getByRole('button', { name: 'Create a payment' }).click();
    await page.getByRole('heading', { name: 'Create a payment' }).waitFor();
    expect(await page.getByLabel('amount', { exact: true }).inputValue()).toBe('31.40');
    expect(await sent(page)).toContain('Idempotent-Replayed: true');
    expect(await bodyOf(page)).toBe(first);
    await page.getByRole('link', { name: 'History' }).click();
    expect(await page.locator('.history li').count()).toBe(2);
    await page.getByRole('button', { name: 'Clear history' }).click();
    await page.getByText('No requests were sent yet.').waitFor();
    expect(await stored(page)).toBe('[{},{},""]');
  });

  it('every response of an endpoint has its fields and an example', async () => {
    const page = await explorer();
    await page.getByText('Possible responses').click();
    await page.getByLabel('Fields and example of 201').click();
    const about = page.locator('.responses dd', { has: page.getByLabel('Fields and example of 201') });
    await about.getByText('refundable_amount', { exact: true }).waitFor();
    await about.getByText('Amount that can still be refunded.').waitFor();
    expect(JSON.parse(await about.getByLabel('Example of application/json').innerText())).toMatchObject({
      status: 'SUCCESS',
    });
    await page.getByLabel('Fields and example of 409').click();
    await page.getByLabel('Example of application/problem+json').first().waitFor();
  });

  it('markup in the fields of a client stays text, in the form, the code, the response and the history', async () => {
    const markup = '<script>alert(1)</script><img src=x onerror=alert(2)>';
    const page = await explorer();
    await page.getByRole('button', { name: 'JSON' }).click();
    const body = JSON.stringify({ amount: '1.00', currency: 'EUR', metadata: { [markup.slice(0, 39)]: markup } });
    await page.getByLabel('Body as JSON').fill(body);
    expect(await sent(page)).toContain('201');
    expect(await bodyOf(page)).toContain(markup);
    for (const language of ['TypeScript', 'Python', 'curl']) {
      await page.getByRole('button', { name: language, exact: true }).click();
      expect(await page.locator(`[data-line=${language}] code`).innerText()).toContain('<script>');
    }
    await go(page, '#/getPayment');
    await page.getByLabel('payment_id', { exact: true }).fill(markup);
    await sent(page);
    await go(page, '#/history');
    await page.getByRole('button', { name: 'Get a payment', exact: true }).click();
    expect(await page.getByLabel('payment_id', { exact: true }).inputValue()).toBe(markup);
    await go(page, `#/getReceipt?payment_id=${encodeURIComponent(markup)}`);
    expect(await page.getByLabel('payment_id', { exact: true }).inputValue()).toBe(markup);
    expect(await page.locator('main script, main img').count()).toBe(0);
  });

  it.each([
    ['light', { colorScheme: 'light' }],
    ['dark', { colorScheme: 'dark' }],
    ['narrow', { width: 320, height: 800 }],
    ['narrow-dark', { width: 320, height: 800, colorScheme: 'dark' }],
  ] as const)('every kind of page is accessible and fits: .build/screenshots/explorer-%s-*.png', async (name, look) => {
    const page = await explorer(undefined, look);
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe(
      name.endsWith('dark') ? 'rgb(20, 23, 28)' : 'rgb(251, 251, 250)',
    );
    expect(await sent(page)).toContain('201');
    await page.getByText('Possible responses').click();
    await page.getByLabel('Fields and example of 201').click();
    for (const [place, hash] of places) {
      await go(page, hash);
      if (place === 'refusal') expect(await sent(page)).toContain('404');
      const wide = await page.evaluate('document.documentElement.scrollWidth');
      expect({ place, wide }).toEqual({ place, wide: 'width' in look ? look.width : 1440 });
      await page.evaluate(axe);
      const { violations } = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>(
        'axe.run()',
      );
      expect(violations.map((one) => [place, one.id, one.nodes.map(({ html }) => html)])).toEqual([]);
      await page.screenshot({ path: join(pictures, `explorer-${name}-${place}.png`), fullPage: true });
    }
  });
});

const places = [
  ['payment', '#/createPayment'],
  ['refusal', '#/refundPayment'],
  ['list', '#/listPayments'],
  ['endpoint', '#/createWebhookEndpoint'],
  ['rpc', '#/paymentsV1RequestPayment'],
  ['history', '#/history'],
  ['start', '#/'],
] as const;
