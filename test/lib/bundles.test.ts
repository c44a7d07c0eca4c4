import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle } from '../../lib/bundle.ts';
import { routes, rpcRoutes } from '../../lib/routes.ts';
import { workers } from '../../lib/workers.ts';
import { faultNames } from '../../tools/faults/fault-table.ts';

const outdir = mkdtempSync(join(tmpdir(), 'bundles-'));
const functions = [...routes, ...workers];
let code: Readonly<Record<string, string>>;
beforeAll(async () => {
  const bundles = await bundle(functions, outdir);
  code = Object.fromEntries(
    Object.entries(bundles).map(([name, folder]) => [name, readFileSync(join(folder, 'index.js'), 'utf8')]),
  );
  console.log(Object.fromEntries(Object.entries(code).map(([name, text]) => [name, Buffer.byteLength(text)])));
});
afterAll(() => rmSync(outdir, { recursive: true }));

/** Those that have field tables of protobuf in them, or the whole OpenAPI document. */
const larger = new Set([...rpcRoutes.map(({ name }) => name), 'get-openapi']);

/** Those that have every processor in them: 14 KB are Stripe's adapter, 10 KB Mollie's. docs/decisions/0552 has the figures. */
const asksProcessor = new Set(functions.filter((line) => line.asksProcessor).map(({ name }) => name));

/** In bytes: the code is read and compiled at every cold start. */
const budgetOf = (name: string) => (larger.has(name) ? 205_000 : 166_000) + (asksProcessor.has(name) ? 35_000 : 0);

/** What functions must not have in them. The words of the credential chain look in files and ask other services. */
const unwanted = {
  'a module of another kind': /^import\s|^export\s/m,
  'code that is loaded later': /[^\w$.]import\(/,
  'the credential chain of the SDK': /credential_process|sso_session|AWS_CONTAINER_CREDENTIALS/,
  'the client of the SDK': /DynamoDBClient|endpointDiscovery/,
  'an undici of its own': /["']undici["']/,
  'the test clock or the faults of the local environment': /x-test-fault|x-local-|\/_local\/|x-payment-service/i,
} as const;

const unwantedIn = (text: string) =>
  Object.entries(unwanted).flatMap(([what, pattern]) => (pattern.test(text) ? [what] : []));

/** Words of the simulator that a deployed function has no use for. */
const faultsIn = (text: string) => faultNames.filter((name) => text.includes(name));

describe('the code of a function', () => {
  it.each(functions)('of $name is within its budget', ({ name }) => {
    expect(Buffer.byteLength(code[name] ?? '')).toBeLessThanOrEqual(budgetOf(name));
  });

  it('that only reads is smaller', () => {
    expect(Buffer.byteLength(code['get-payment'] ?? '')).toBeLessThan(130_000);
  });

  it.each(functions)('of $name is CommonJS, and has nothing that slows its start', ({ name }) => {
    const text = code[name] ?? '';
    expect(text.includes('module.exports=')).toBe(true);
    expect(unwantedIn(text)).toEqual([]);
    expect(faultsIn(text)).toEqual([]);
  });

  it('would be seen to have what it must not', () => {
    const sample =
      "import a from 'undici';await import('b');process.env.AWS_CONTAINER_CREDENTIALS_FULL_URI;new DynamoDBClient();'X-Test-Fault: store: throttled'";
    expect(unwantedIn(sample)).toEqual(Object.keys(unwanted));
    expect(faultsIn(sample)).toEqual(['store: throttled']);
  });
});
