import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { startEnvironment } from '../../tools/start/environment.ts';
import { openBrowser } from '../support/browser.ts';

/** Draws the pictures of docs/console.md: `npx node test/console/draw-pictures.ts`. Needs port 8000, which the pictures show. */
const folder = join(import.meta.dirname, '..', '..', 'docs', 'console');
const api = 'http://localhost:8000';

const browser = await openBrowser();
if (browser === undefined) throw new Error('No pictures were drawn: Chromium is not installed, or set CHROME_PATH.');
mkdirSync(folder, { recursive: true });
const environment = await startEnvironment({ ports: [8000] });

async function post(path: string, body: object, key?: string): Promise<string> {
  const headers = { 'Content-Type': 'application/json', ...(key !== undefined && { 'Idempotency-Key': key }) };
  const response = await fetch(api + path, { method: 'POST', headers, body: JSON.stringify(body) });
  return /"payment_id":"([^"]+)"/.exec(await response.text())?.[1] ?? '';
}

try {
  await post('/v1/webhook-endpoints', { url: `${api}/not-here`, description: 'Shop' });
  const declined = { amount: '80.00', currency: 'EUR', payment_method: 'pm_insufficient_funds', order_id: 'order-7' };
  const failed = await post('/v1/payments', declined, 'order-7-declined');
  const paid = await post('/v1/payments', { amount: '25.00', currency: 'EUR', order_id: 'order-8' }, 'order-8-paid');
  await fetch(`${api}/_local/caught-up`);

  const page = await browser.newPage({ viewport: { width: 1120, height: 560 }, colorScheme: 'light' });
  const show = async (hash: string) => {
    await page.goto(`${environment.others.explorer}/console${hash}`);
    await page.locator('main :is(section, article):not([aria-busy=true])').first().waitFor();
    await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
  };
  const draw = (name: string) => page.screenshot({ path: join(folder, `${name}.png`) });

  await show('#/payments?status=FAILED');
  await draw('failed-payments');
  await show('#/payments/41');
  await draw('seed-payment-41');
  await show(`#/payments/${failed}`);
  await page.locator('td.wide', { hasText: '403 Forbidden' }).first().waitFor();
  await page.getByRole('heading', { name: 'Webhook deliveries' }).evaluate((one) => one.scrollIntoView());
  await draw('rejected-webhook');
  await show(`#/payments/${paid}`);
  await page.getByRole('button', { name: 'Refund …' }).click();
  await page.getByLabel('Reason (optional)').fill('returned');
  await draw('refund');
} finally {
  await browser.close();
  await environment.stop();
}
