import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { bundle } from '../../lib/bundle.ts';
import { requestorRoutes } from '../../lib/requestor.ts';
import { browserMissing, openBrowser } from '../support/browser.ts';
import { bundledHandler, serve } from '../support/bundled-server.ts';
import { serveGrpc } from '../support/grpc-payment-rpc.ts';
import { PaymentRpc } from '../support/payment-rpc.ts';

const screenshots = join(import.meta.dirname, '..', '..', '.build', 'screenshots');
const folder = mkdtempSync(join(tmpdir(), 'requestor-'));
const rpc = new PaymentRpc();
let browser: Browser | undefined;
let grpc: Awaited<ReturnType<typeof serveGrpc>>;
let server: Server;
let origin: string;

beforeAll(async () => {
  browser = await openBrowser();
  if (browser === undefined) return;
  const bundles = await bundle(requestorRoutes, folder);
  grpc = await serveGrpc(() => rpc);
  vi.stubEnv('PAYMENT_RPC_URL', grpc.address);
  vi.stubEnv('LAMBDA_TASK_ROOT', bundles['requestor-graphiql-assets']);
  const of = (name: string) => bundledHandler(bundles[name] ?? '');
  const [graphql, assets] = [of('requestor-graphql'), of('requestor-graphiql-assets')];
  ({ server, origin } = await serve((path) => (path.startsWith('/graphql/assets/') ? assets : graphql)));
});
afterAll(async () => {
  await browser?.close();
  server?.close();
  server?.closeAllConnections();
  grpc?.stop();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** Opens the page and records problems: requests to other hosts, CSP violations and uncaught errors. */
async function opened(path: string, colorScheme: 'light' | 'dark'): Promise<Readonly<{ page: Page; wrong: string[] }>> {
  if (browser === undefined) throw new Error(browserMissing);
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, colorScheme });
  // Only a page that hangs reaches it, however busy the machine is.
  context.setDefaultTimeout(300_000);
  const wrong: string[] = [];
  await context.route('**/*', (route) => {
    const url = route.request().url();
    if (url.startsWith(`${origin}/`)) return route.continue();
    wrong.push(url);
    return route.abort();
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => wrong.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') wrong.push(message.text());
  });
  await page.goto(`${origin}${path}`);
  return { page, wrong };
}

describe('GraphiQL in a browser', () => {
  it.for([
    ['/graphql', 'light', 'graphiql.png'],
    ['/graphql/', 'dark', 'graphiql-dark.png'],
  ] as const)(
    'GraphiQL at %s creates a payment with one click and loads only its own files (%s)',
    async ([path, scheme, file], { skip }) => {
      if (browser === undefined) skip(browserMissing);
      rpc.calls.length = 0;
      const { page, wrong } = await opened(path, scheme);
      await page.getByRole('button', { name: /^Execute query/ }).click();
      const result = page.locator('.result-window');
      await result.getByText('"created"').waitFor();
      expect(await result.innerText()).toMatch(/"createPayment": \{[^}]*"amount": "10\.00"/);
      expect(rpc.calls.map(({ rpc: name, message }) => [name, message.customerId])).toEqual([
        ['CreatePayment', 'cust123'],
      ]);
      mkdirSync(screenshots, { recursive: true });
      await page.screenshot({ path: join(screenshots, file) });
      expect(wrong).toEqual([]);
    },
  );
});
