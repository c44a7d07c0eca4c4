import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Environment, startEnvironment } from '../../tools/start/environment.ts';
import { browserMissing, openBrowser } from '../support/browser.ts';

const browser = await openBrowser();
const pictures = join(import.meta.dirname, '..', '..', '.build', 'screenshots');
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let environment: Environment;
let origin: string;

beforeAll(async () => {
  environment = await startEnvironment({ ports: [0], context: { rateLimitEnabled: 'false' } });
  origin = environment.others.explorer;
  mkdirSync(pictures, { recursive: true });
});
afterAll(async () => {
  await environment.stop();
  await browser?.close();
});

type Look = Readonly<{ colorScheme?: 'light' | 'dark'; width?: number }>;

/** A browser of its own: its tabs share what is stored. Requests to other origins, uncaught errors and console errors fail the test. */
async function newBrowser({ colorScheme = 'light', width = 1280 }: Look = {}): Promise<BrowserContext> {
  const context = await (browser as Browser).newContext({ colorScheme, viewport: { width, height: 900 } });
  // Only a page that hangs reaches it, however busy the machine is.
  context.setDefaultTimeout(300_000);
  const violations: string[] = [];
  context.on('request', (request) => {
    const { origin: to, protocol } = new URL(request.url());
    if (protocol !== 'data:' && protocol !== 'blob:' && to !== origin) violations.push(request.url());
  });
  context.on('weberror', (error) => violations.push(error.error().message));
  context.on('console', (message) => {
    // The browser logs every response with an error status, which some tests provoke.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      violations.push(message.text());
  });
  context.on('dialog', (dialog) => violations.push(`dialog: ${dialog.message()}`));
  onTestFinished(async () => {
    await context.close();
    expect(violations).toEqual([]);
  });
  return context;
}

async function open(context: BrowserContext, hash = ''): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${origin}/console${hash}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  return page;
}

let keys = 0;

async function paid(fields: object = {}): Promise<string> {
  const response = await fetch(`${origin}/v1/payments`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': `console-test-${keys++}` },
    body: JSON.stringify({ amount: '25.00', currency: 'EUR', ...fields }),
  });
  const { payment_id } = (await response.json()) as { payment_id: string };
  return payment_id;
}

const refundedOf = async (id: string): Promise<string | undefined> =>
  /"refunded_amount":([\d.]+)/.exec(await (await fetch(`${origin}/v1/payments/${id}`)).text())?.[1];

/** Until lists by order and timelines show everything. */
const caughtUp = () => fetch(`${origin}/_local/caught-up`);

const refundForm = (page: Page) => page.getByRole('form', { name: 'Refund' });
const shownKey = (page: Page) => refundForm(page).locator('.key code').innerText();

async function openRefund(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Refund …' }).click();
  await refundForm(page).getByLabel('Amount in EUR').fill('5.00');
}

const title = browser ? 'the console' : `the console (${browserMissing})`;

describe.skipIf(browser === undefined)(title, () => {
  it('a refund that is double-clicked, reloaded without an answer and sent from a second tab is one refund', async () => {
    const id = await paid();
    const context = await newBrowser();
    const [page, other] = [await open(context, `#/payments/${id}`), await open(context, `#/payments/${id}`)];
    await openRefund(page);
    await openRefund(other);
    const key = await shownKey(page);
    expect(await shownKey(other)).toBe(key);
    const sent: (string | undefined)[] = [];
    await context.route('**/refund', async (route) => {
      sent.push(route.request().headers()['idempotency-key']);
      await route.fetch();
      await route.abort();
    });
    await refundForm(page).getByRole('button', { name: 'Refund 5.00 EUR' }).dblclick();
    await refundForm(page).getByText('No answer yet.').waitFor();
    await page.reload();
    await refundForm(page).getByText('No answer yet.').waitFor();
    expect(await shownKey(page)).toBe(key);
    await context.unroute('**/refund');
    // The other tab has heard that its key was sent, and the first one hears that it is answered.
    await refundForm(other).getByRole('button', { name: 'Send again' }).click();
    await other.getByText('Already refunded with this key; nothing was done twice.').waitFor();
    await page.getByText('Answered in another tab').waitFor();
    expect(new Set(sent)).toEqual(new Set([key]));
    expect(await refundedOf(id)).toBe('5.00');
  });

  it('two tabs that send the same form at once make one refund, and a form that is opened later is a second one', async () => {
    const id = await paid();
    const context = await newBrowser();
    const [page, other] = [await open(context, `#/payments/${id}`), await open(context, `#/payments/${id}`)];
    for (const tab of [page, other]) await openRefund(tab);
    // Both are on their way before either is answered.
    const held: (() => void)[] = [];
    await context.route('**/refund', async (route) => {
      await new Promise<void>((resolve) => {
        held.push(resolve);
        if (held.length === 2) for (const release of held) release();
      });
      await route.continue();
    });
    const submit = (tab: Page) => tab.evaluate("document.querySelector('form.action').requestSubmit()");
    await Promise.all([submit(page), submit(other)]);
    for (const tab of [page, other]) await tab.getByRole('button', { name: 'Refund …' }).waitFor();
    expect(held.length).toBeGreaterThanOrEqual(2);
    await context.unroute('**/refund');
    expect(await refundedOf(id)).toBe('5.00');
    await openRefund(page);
    await refundForm(page).getByRole('button', { name: 'Refund 5.00 EUR' }).click();
    await page.getByText('The payment was refunded.').waitFor();
    expect(await refundedOf(id)).toBe('10.00');
  });

  it('a refused refund says why, changes nothing, and can be sent with another amount', async () => {
    const id = await paid();
    const page = await open(await newBrowser(), `#/payments/${id}`);
    await page.getByRole('button', { name: 'Refund …' }).click();
    const amount = refundForm(page).getByLabel('Amount in EUR');
    await amount.fill('25.01');
    await expect.poll(() => refundForm(page).innerText()).toContain('At most 25.00 is left.');
    await amount.fill('1.005');
    await refundForm(page).getByRole('button', { name: 'Refund 1.005 EUR' }).click();
    await refundForm(page).getByRole('alert').getByText('amount_precision').waitFor();
    expect(await refundedOf(id)).toBe('0.00');
    await amount.fill('1.00');
    await refundForm(page).getByRole('button', { name: 'Refund 1.00 EUR' }).click();
    await page.getByText('The payment was refunded.').waitFor();
    expect(await refundedOf(id)).toBe('1.00');
  });

  it('a refund that one stage has not answered is not offered in another stage behind the same proxy', async () => {
    const id = await paid();
    const context = await newBrowser();
    let stage = 'test';
    await context.route('**/console', async (route) => {
      const body = (await (await route.fetch()).text()).replace(
        'name="stage" content=""',
        `name="stage" content="${stage}"`,
      );
      await route.fulfill({ body, contentType: 'text/html' });
    });
    await context.route('**/refund', (route) => route.abort());
    const page = await open(context, `#/payments/${id}`);
    await openRefund(page);
    await refundForm(page).getByRole('button', { name: 'Refund 5.00 EUR' }).click();
    await refundForm(page).getByText('No answer yet.').waitFor();
    stage = 'production';
    const other = await open(context, `#/payments/${id}`);
    await other.getByRole('button', { name: 'Refund …' }).waitFor();
    expect(await other.getByText('No answer yet.').count()).toBe(0);
    stage = 'test';
    await page.reload();
    await refundForm(page).getByText('No answer yet.').waitFor();
  });

  it('a refund that the processor has not confirmed yet is not called refunded', async () => {
    const id = await paid();
    const context = await newBrowser();
    await context.route('**/refund', (route) =>
      route.fulfill({ json: { refund_id: 'r1', status: 'SUCCESS', refund_status: 'PENDING' } }),
    );
    const page = await open(context, `#/payments/${id}`);
    await openRefund(page);
    await refundForm(page).getByRole('button', { name: 'Refund 5.00 EUR' }).click();
    await page.getByText('The refund is under way').waitFor();
    expect(await page.getByText('The payment was refunded.').count()).toBe(0);
  });

  it('a payment is found and refunded by keyboard alone', async () => {
    const id = await paid({ order_id: 'by-keyboard' });
    await caughtUp();
    const page = await open(await newBrowser());
    const tabTo = async (name: RegExp) => {
      for (let tabs = 0; ; tabs++) {
        expect(tabs).toBeLessThan(60);
        await page.keyboard.press('Tab');
        const text = await page.evaluate<string>(
          "[document.activeElement.innerText, document.activeElement.title].join(' ')",
        );
        if (name.test(text)) return;
      }
    };
    while ((await page.locator('input[type=search]:focus').count()) === 0) await page.keyboard.press('Tab');
    await page.keyboard.type('order:by-keyboard');
    await page.keyboard.press('Enter');
    await page.getByText('1 payment,').waitFor();
    await tabTo(new RegExp(id));
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Refund …' }).waitFor();
    await tabTo(/Refund …/);
    await page.keyboard.press('Enter');
    await refundForm(page).getByLabel('Amount in EUR').and(page.locator(':focus')).waitFor();
    await page.keyboard.press('Control+A');
    await page.keyboard.type('2.50');
    await page.keyboard.press('Enter');
    await page.getByText('The payment was refunded.').waitFor();
    expect(await refundedOf(id)).toBe('2.50');
  });

  it('an authorized payment is captured in part, and another one is cancelled', async () => {
    const [captured, cancelled] = [await paid({ capture: false }), await paid({ capture: false })];
    const context = await newBrowser();
    const page = await open(context, `#/payments/${captured}`);
    await page.getByRole('button', { name: 'Capture …' }).click();
    await page.getByLabel('Amount in EUR').fill('20.00');
    await page.getByRole('button', { name: 'Capture 20.00 EUR' }).click();
    await page.getByText('The payment was captured.').waitFor();
    const other = await open(context, `#/payments/${cancelled}`);
    await other.getByRole('button', { name: 'Cancel payment …' }).click();
    await other.getByRole('button', { name: 'Cancel payment', exact: true }).click();
    await other.getByText('The payment was cancelled.').waitFor();
    const statuses = await Promise.all(
      [captured, cancelled].map(async (id) => (await fetch(`${origin}/v1/payments/${id}`)).json()),
    );
    expect(statuses).toMatchObject([
      { status: 'SUCCESS', captured_amount: 20 },
      { status: 'FAILED', cancelled_at: expect.any(String) },
    ]);
  });

  it('markup in the fields of a client stays text', async () => {
    const markup = '<script>alert(1)</script><img src=x onerror=alert(2)>';
    const id = await paid({ metadata: { [`<b>${markup.slice(0, 20)}`]: markup } });
    const page = await open(await newBrowser(), `#/payments/${id}`);
    expect(await page.getByText(markup, { exact: true }).count()).toBe(1);
    await page.getByRole('button', { name: 'Refund …' }).click();
    await refundForm(page).getByLabel('Amount in EUR').fill('1.00');
    await refundForm(page).getByLabel('Reason (optional)').fill(markup);
    await page.keyboard.press('Enter');
    await page.getByText('The payment was refunded.').waitFor();
    await page.goto(`${origin}/console#/payments?q=${encodeURIComponent(`reference:${markup}`)}`);
    await page.getByText('No payment matches.').waitFor();
    expect(await page.locator('main script, main img, main b').count()).toBe(0);
  });

  it('a search that finds more than it shows says so, and a search for one field leads on to all', async () => {
    const context = await newBrowser();
    const rows = Array.from({ length: 3 }, (_, at) => ({ ...listedPayment, payment_id: `many-${at}` }));
    const asked: string[] = [];
    await context.route('**/v1/payments?*', (route) => {
      const query = new URL(route.request().url()).searchParams;
      asked.push(query.toString());
      const isFirst = query.get('cursor') === null;
      const found = query.get('customer_id') !== 'many' ? [] : isFirst ? rows.slice(0, 2) : rows.slice(2);
      return route.fulfill({ json: { payments: found, next_cursor: found.length === 2 ? 'c2' : null } });
    });
    const page = await open(context, '#/payments?q=many');
    await page.getByText('2 newest payments').waitFor();
    await page.getByText('There are more:').waitFor();
    await page.goto(`${origin}/console#/payments?q=customer%3Amany`);
    await page.getByRole('button', { name: 'Older payments' }).click();
    await page.getByText('3 payments').waitFor();
    expect(asked.at(-1)).toBe('limit=100&customer_id=many&cursor=c2');
  });

  it('a search for a key that finds nothing says whose keys it looked among', async () => {
    const page = await open(await newBrowser(), '#/payments?q=key%3Aof-a-shop');
    await page.getByText('Keys belong to their caller').waitFor();
  });

  it('older payments that arrive after another search was made are not shown in it', async () => {
    const context = await newBrowser();
    let release: (() => void) | undefined;
    await context.route('**/v1/payments?*', async (route) => {
      const query = new URL(route.request().url()).searchParams;
      const isOlder = query.get('cursor') !== null;
      if (isOlder) await new Promise<void>((resolve) => (release = resolve));
      const payment_id = isOlder ? 'older-paid' : query.get('status') === 'FAILED' ? 'failed-1' : 'paid-1';
      await route.fulfill({
        json: { payments: [{ ...listedPayment, payment_id }], next_cursor: isOlder ? null : 'c2' },
      });
    });
    const page = await open(context, '#/payments');
    await page.getByRole('button', { name: 'Older payments' }).click();
    await expect.poll(() => release).toBeDefined();
    await page.getByLabel('Status').selectOption('FAILED');
    await page.getByRole('link', { name: 'failed-1' }).waitFor();
    const answered = page.waitForResponse((response) => response.url().includes('cursor=c2'));
    release?.();
    await (await answered).finished();
    await page.getByText('1 newest payment').waitFor();
    expect(await page.getByRole('link', { name: 'older-paid' }).count()).toBe(0);
  });

  it('the table is saved as CSV with the payments that are shown', async () => {
    const id = await paid({ order_id: 'csv-order' });
    await caughtUp();
    const page = await open(await newBrowser(), '#/payments?q=order%3Acsv-order');
    await page.getByText('1 payment,').waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save as CSV' }).click();
    const lines = readFileSync(await (await download).path(), 'utf8').split('\r\n');
    expect(lines[1]).toMatch(new RegExp(`^${id},.*,SUCCESS,CARD,25.00,EUR,0.00,25.00,csv-order,`));
    expect(lines).toHaveLength(3);
  });

  it('a settlement report is reconciled, and its breaks lead to their payments', async () => {
    const id = await paid({ amount: '31.00' });
    await caughtUp();
    const { reference } = (await (await fetch(`${origin}/v1/payments/${id}`)).json()) as { reference: string };
    const page = await open(await newBrowser(), '#/ledger');
    const upload = async (amount: string, row: string) =>
      page.getByLabel('Report', { exact: true }).setInputFiles({
        name: 'report.csv',
        mimeType: 'text/csv',
        buffer: Buffer.from(
          `id,kind,currency,amount,at,reference\n${row},charge,EUR,${amount},2026-11-28T10:00:00Z,${reference}\n`,
        ),
      });
    await upload('a lot', 'txn_0');
    await page.getByText(/line 2/).waitFor();
    await upload('30.00', 'txn_1');
    await page.getByText('report.csv: 1 new rows, 0 known, 0 posted, 1 break.').waitFor();
    const row = page.getByRole('region', { name: 'Breaks' }).getByRole('row').nth(1);
    expect(await row.innerText()).toMatch(/amount differs[\s\S]*1\.00 EUR[\s\S]*row:txn_1/);
    await upload('30.00', 'txn_1');
    await page.getByText('report.csv: 0 new rows, 1 known, 0 posted, 1 break.').waitFor();
    await row.getByRole('link').click();
    await page
      .getByRole('heading', { name: /payment/i })
      .first()
      .waitFor();
    expect(page.url()).toContain(reference);
    await page.locator(`a[href*="${id}"]`).first().waitFor();
  });

  it('an account whose entries are behind many of other accounts is not shown as empty', async () => {
    const context = await newBrowser();
    const entry = {
      entry_id: 'old:dispute.opened:1',
      type: 'dispute.opened',
      posted_at: '2026-11-28T10:00:00.000Z',
      payment_id: null,
      lines: [{ account: 'disputes', currency: 'EUR', amount: 10 }],
    };
    await context.route('**/v1/ledger/accounts/disputes/entries?*', (route) => {
      const isFirst = !route.request().url().includes('cursor=c2');
      return route.fulfill({
        json: isFirst ? { entries: [], next_cursor: 'c2' } : { entries: [entry], next_cursor: null },
      });
    });
    const page = await open(context, '#/ledger/disputes');
    await page.getByRole('region', { name: 'Table: Ledger entries' }).getByText('dispute.opened').waitFor();
  });

  it('a redrive of 1,000 dead deliveries goes on after a reload, and sends each again once', async () => {
    const context = await newBrowser();
    const endpoint = { id: 'we_1', url: 'https://example.com/webhooks', status: 'enabled', event_types: null };
    const dead = new Set(Array.from({ length: 1_000 }, (_, index) => `p${String(index).padStart(4, '0')}`));
    const sent: string[] = [];
    let held: (() => void) | undefined;
    await context.route('**/v1/webhook-endpoints/we_1', (route) => route.fulfill({ json: endpoint }));
    const partAfter = (before: string) =>
      [...dead].filter((id) => id < before).sort((one, other) => (one < other ? 1 : -1));
    await context.route('**/v1/webhook-endpoints/we_1/deliveries*', (route) =>
      route.fulfill({ json: { deliveries: partAfter('~').slice(0, 100).map(deadDelivery), next_cursor: null } }),
    );
    await context.route('**/v1/webhook-endpoints/we_1/replay', async (route) => {
      const { cursor = '~', status } = route.request().postDataJSON() as { cursor?: string; status: string };
      expect(status).toBe('dead');
      const listed = partAfter(cursor);
      const part = listed.slice(0, 100);
      sent.push(...part);
      for (const id of part) dead.delete(id);
      // The fifth part is done, and the page is closed before it hears so.
      if (sent.length === 500) await new Promise<void>((resolve) => (held = resolve));
      const next_cursor = listed.length > 100 ? part.at(-1) : null;
      // A page that was closed takes no answer.
      await route.fulfill({ status: 202, json: { scheduled: part.length, next_cursor } }).catch(() => undefined);
    });
    const page = await open(context, '#/webhooks/we_1');
    await page.getByRole('button', { name: 'Send all dead ones again' }).click();
    await expect.poll(() => held).toBeDefined();
    await page.reload();
    held?.();
    await page.getByText('It was interrupted.').waitFor();
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByText('deliveries will be tried again within a minute.').waitFor();
    expect([dead.size, new Set(sent).size, sent.length]).toEqual([0, 1_000, 1_000]);
  });

  it.each([
    ['light', {}],
    ['dark', { colorScheme: 'dark' }],
    ['narrow', { width: 320 }],
    ['narrow-dark', { width: 320, colorScheme: 'dark' }],
  ] as const)('every page is accessible and fits: .build/screenshots/console-%s-*.png', async (name, look) => {
    const id = await paid({ order_id: 'an-order-with-a-rather-long-id', metadata: { note: 'x'.repeat(200) } });
    await paid({ payment_method: 'pm_declined' });
    await caughtUp();
    const context = await newBrowser(look);
    for (const [place, hash] of placesOf(id)) {
      const page = await open(context, hash);
      await expect.poll(() => page.locator('[aria-busy=true]').count()).toBe(0);
      expect({ place, wide: await page.evaluate('document.documentElement.scrollWidth') }).toEqual({
        place,
        wide: 'width' in look ? look.width : 1280,
      });
      await page.evaluate(axe);
      const { violations } = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>(
        'axe.run()',
      );
      expect(violations.map((one) => [place, one.id, one.nodes.map(({ html }) => html)])).toEqual([]);
      await page.screenshot({ path: join(pictures, `console-${name}-${place}.png`), fullPage: true });
      await page.close();
    }
  });

  it('the live page shows requests, their replays, events and latency as they happen', async () => {
    const context = await newBrowser();
    const page = await open(context, '#/live');
    const requests = page.getByRole('region', { name: 'Requests' });
    const body = JSON.stringify({ amount: '17.00', currency: 'EUR' });
    const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': 'live-page' };
    for (let times = 0; times < 2; times++) await fetch(`${origin}/v1/payments`, { method: 'POST', headers, body });
    const replay = requests.getByRole('listitem').filter({ hasText: 'replayed' }).filter({ hasText: '17.00' });
    await replay.waitFor();
    await page.getByRole('region', { name: 'Events' }).getByText('payment.completed').first().waitFor();
    await requests
      .getByText(/^→ .* 2\d\d$/)
      .first()
      .waitFor();
    await page.getByRole('region', { name: 'Time to answer, by minute' }).getByText('p99').first().waitFor();
    await page.getByRole('region', { name: 'Requests and replays, by minute' }).getByText('replays').first().waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    await replay.getByRole('link').click();
    await page.getByRole('button', { name: 'Refund …' }).waitFor();
  });

  it('the page of the environment shows the latest proof, or says how to make one', async () => {
    const context = await newBrowser();
    const runs = {
      seeds: 2_000,
      violatedSeeds: 1,
      faults: { 'store: throttled': 3 },
      witnesses: [{ seed: 7, invariant: 'I1' }],
    };
    const report = {
      commit: 'abc',
      subject: '',
      at: '2026-11-28T10:00:00.000Z',
      invariants: { I1: 'one charge' },
      runs,
    };
    for (const [answer, text] of [
      [{ report: null }, 'npm run prove'],
      [{ report }, 'in 1 runs, such as I1: npm run prove -- --seed 7'],
      [{ report: { ...report, runs: { ...runs, violatedSeeds: 0 } } }, 'none'],
    ] as const) {
      await context.route('**/_local/proof', (route) => route.fulfill({ json: answer }));
      const page = await open(context, '#/local');
      await page.getByRole('region', { name: 'Proof' }).getByText(text, { exact: true }).waitFor();
      await page.close();
    }
  });

  it('the clock moves, a fault is injected, and the data is reset and seeded', async () => {
    const page = await open(await newBrowser(), '#/local');
    await page.getByRole('button', { name: '+ 1h' }).click();
    await page.getByText('Schedules ran').waitFor();
    await page.getByText('clock at').waitFor();
    await page.getByRole('combobox', { name: /^Fault/ }).selectOption('store: slow answer');
    await page.getByRole('button', { name: 'Inject' }).click();
    await page.getByRole('rowheader', { name: 'store: slow answer' }).waitFor();
    await page.getByRole('button', { name: 'Clear all' }).click();
    await page.getByText('No fault waits any more.').waitFor();
    const id = await paid();
    await page.getByRole('button', { name: 'Reset …' }).click();
    await page.getByRole('button', { name: 'Delete and seed' }).click();
    await page.getByText('All tables hold the seed data, and nothing else.').waitFor();
    const statuses = ['1', id].map(async (one) => (await fetch(`${origin}/v1/payments/${one}`)).status);
    expect(await Promise.all(statuses)).toEqual([200, 404]);
  });
});

const listedPayment = {
  order_id: null,
  trip_id: null,
  customer_id: 'many',
  amount: 25,
  currency: 'EUR',
  method: 'CARD',
  status: 'SUCCESS',
  reference: null,
  refunded_amount: 0,
  refundable_amount: 25,
  created_at: '2026-11-28T10:00:00.000Z',
};

const deadDelivery = (id: string) => ({
  event_id: `${id}:payment.completed:0`,
  event_type: 'payment.completed',
  event_at: '2026-11-28T10:00:00.000Z',
  status: 'dead',
  attempts: 10,
  next_attempt_at: null,
  dead_reason: 'exhausted',
  last_attempt_at: '2026-11-28T11:00:00.000Z',
  last_status: 500,
  last_error: null,
});

const placesOf = (id: string): readonly (readonly [place: string, hash: string])[] => [
  ['payments', '#/payments'],
  ['payment', `#/payments/${id}`],
  ['webhooks', '#/webhooks'],
  ['endpoint', '#/webhooks/notification-service'],
  ['disputes', '#/disputes'],
  ['ledger', '#/ledger'],
  ['account', '#/ledger/sales'],
  ['charts', '#/charts'],
  ['live', '#/live'],
  ['local', '#/local'],
];
