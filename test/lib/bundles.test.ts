import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle, type Source } from '../../lib/bundle.ts';
import { routes, rpcRoutes } from '../../lib/routes.ts';
import { errorsOfItems, unusedModules } from '../../lib/unused-modules.ts';
import { workers } from '../../lib/workers.ts';
import { faultNames } from '../../tools/faults/fault-table.ts';
import { facesOf } from '../support/faces.ts';

const outdir = mkdtempSync(join(tmpdir(), 'bundles-'));
const all = [...routes, ...workers];
const named = (...names: readonly string[]) => all.filter(({ name }) => names.includes(name));
/** One or two of each kind. Bundling all functions takes several seconds. */
const few = ['create-payment', 'get-payment', 'services-request-payment', 'project-payments', 'deliver', 'redeliver'];
const faces = all.map((line) => [line.name, line] as const);
const functions = facesOf(faces, few).map(([, line]) => line);

async function codeWith(sources: readonly Source[], providers?: readonly string[]): Promise<Record<string, string>> {
  const withProviders = sources.map(({ folder, name }) => ({ folder, name, providers }));
  const bundles = await bundle(withProviders, outdir);
  return Object.fromEntries(
    Object.entries(bundles).map(([name, folder]) => [name, readFileSync(join(folder, 'index.js'), 'utf8')]),
  );
}

/** All adapters of a stage without tracing. */
const untraced = ['simulated', 'stripe', 'mollie', 'eventbridge'];

let code: Readonly<Record<string, string>>;
const sizeOf = (name: string) => Buffer.byteLength(code[name] ?? '');
beforeAll(async () => {
  code = await codeWith([...new Set([...functions, ...named(...few)])], untraced);
  console.log(Object.fromEntries(Object.entries(code).map(([name, text]) => [name, Buffer.byteLength(text)])));
});
afterAll(() => rmSync(outdir, { recursive: true }));

/** Functions that contain protobuf field tables, the OpenAPI document or the pages of the explorer and the console. */
const larger = new Set([...rpcRoutes.map(({ name }) => name), 'get-openapi', 'get-explorer']);

/** Functions that contain every processor, as a stage with keys of all providers has them. docs/decisions/0650. */
const asksProcessor = new Set(all.filter((line) => line.asksProcessor).map(({ name }) => name));

/** Read a processor's events, disputes and lists, which are a part of its adapter (docs/decisions/0653). */
const readsEvents = new Set(['receive-processor-event', 'poll-payments']);

/** Contain a CSV parser, the formats of settlement reports and the comparison. An operator waits for them, and no payment. */
const readsReports = new Set(['reconcile-settlement']);

/** In bytes. Every cold start reads and compiles the whole bundle. */
const budgetOf = (name: string) =>
  (larger.has(name) ? 270_000 : readsReports.has(name) ? 250_000 : 244_000) + (asksProcessor.has(name) ? 50_000 : 0);

/** Code that slows down a cold start or must never be deployed. */
const unwanted = {
  'ESM syntax': /^import\s|^export\s/m,
  'a dynamic import': /[^\w$.]import\(/,
  'the SDK’s credential provider chain': /credential_process|sso_session|AWS_CONTAINER_CREDENTIALS/,
  'the SDK’s endpoint rules': /FIPS is enabled/,
  'event streams': /:message-type/,
  'a search for settings in files': /AWS_CONFIG_FILE|\brequire\("node:(fs|os|process)/,
  'a bundled undici': /["']undici["']/,
  'the test clock or the faults of the local environment': /x-test-fault|x-local-|\/_local\/|x-payment-service/i,
} as const;

const unwantedIn = (text: string) =>
  Object.entries(unwanted).flatMap(([what, pattern]) => (pattern.test(text) ? [what] : []));

/** Fault names of the simulator, which deployed code must not contain. */
const faultsIn = (text: string) => faultNames.filter((name) => text.includes(name));

describe('the code of a function', () => {
  it.each(functions)('the bundle of $name is within its size budget', ({ name }) => {
    expect(sizeOf(name)).toBeLessThanOrEqual(budgetOf(name));
  });

  it('the bundle of a read-only function is smaller', () => {
    expect(sizeOf('get-payment')).toBeLessThan(210_000);
  });

  it.each(['stripe', 'mollie'])(
    'with the adapter of %s alone, the bundle of a REST function is at most 282 KB',
    async (provider) => {
      const sources = functions.filter(({ name }) => asksProcessor.has(name) && !larger.has(name));
      const sizes = Object.entries(await codeWith(sources, [provider])).map(
        ([name, text]) => [name, Buffer.byteLength(text)] as const,
      );
      expect(sizes.filter(([, size]) => size > 282_000)).toEqual([]);
    },
  );

  it.each([
    { providers: undefined, has: ['api.stripe.com', 'api.mollie.com', 'pm_declined'] },
    { providers: ['stripe', 'mollie'], has: ['api.stripe.com', 'api.mollie.com'] },
    { providers: ['simulated', 'mollie'], has: ['api.mollie.com', 'pm_declined'] },
    { providers: ['stripe'], has: ['api.stripe.com'] },
    { providers: ['simulated'], has: ['pm_declined'] },
  ])('a bundle for $providers contains $has', async ({ providers, has }) => {
    const { 'create-payment': text = '' } = await codeWith(named('create-payment'), providers);
    expect(['api.stripe.com', 'api.mollie.com', 'pm_declined'].filter((part) => text.includes(part))).toEqual(has);
  });

  // These two pay nothing themselves, and have less than others of what an adapter uses.
  const needsMore = new Set(['sweep-payments', 'create-client-secret']);
  const mostGrowthOf = (name: string) => (needsMore.has(name) ? 15_500 : 15_000);

  it.each(['stripe', 'mollie'])('%s makes a function that pays at most 15 KB larger', async (provider) => {
    const paying = functions.filter(({ name }) => asksProcessor.has(name) && !readsEvents.has(name));
    const simulated = await codeWith(paying, ['simulated']);
    const growth = Object.entries(await codeWith(paying, [provider])).map(
      ([name, text]) => [name, Buffer.byteLength(text) - Buffer.byteLength(simulated[name] ?? '')] as const,
    );
    expect(growth.filter(([name, bytes]) => bytes > mostGrowthOf(name))).toEqual([]);
  });

  it.each(['deliver', 'redeliver'])('the bundle of %s has EventBridge only in a stage with a bus', async (name) => {
    const has = async (providers: readonly string[]) =>
      (await codeWith(named(name), providers))[name]?.includes('AWSEvents.PutEvents');
    expect([await has([]), await has(['eventbridge'])]).toEqual([false, true]);
  });

  it('a bundle has the recorder of traces only in a traced stage, where it is at most 5 KB larger', async () => {
    const sources = named('create-payment', 'project-payments', 'deliver');
    const traced = Object.entries(await codeWith(sources, [...untraced, 'xray']));
    for (const [name, text] of traced) {
      expect(text).toContain('AWS_XRAY_DAEMON_ADDRESS');
      expect(code[name]).not.toContain('AWS_XRAY_DAEMON_ADDRESS');
      expect(Buffer.byteLength(text) - sizeOf(name)).toBeLessThanOrEqual(5_000);
    }
  });

  it.each(functions)('the bundle of $name is CommonJS and contains no unwanted code', ({ name }) => {
    const text = code[name] ?? '';
    expect(text.includes('module.exports=')).toBe(true);
    expect(unwantedIn(text)).toEqual([]);
    expect(faultsIn(text)).toEqual([]);
  });

  it('the check for unwanted code finds every kind of it in a sample', () => {
    const sample =
      "import a from 'undici';await import('b');process.env.AWS_CONTAINER_CREDENTIALS_FULL_URI;'FIPS is enabled';':message-type';" +
      `require("node:fs");'X-Test-Fault: store: throttled'`;
    expect(unwantedIn(sample)).toEqual(Object.keys(unwanted));
    expect(faultsIn(sample)).toEqual(['store: throttled']);
  });
});

/** Errors that the SDK declares for the commands that the store sends. */
function declaredErrors(): ReadonlySet<string> {
  const root = join(import.meta.dirname, '..', '..');
  const store = globSync('src/store/*.ts', { cwd: root }).map((file) => readFileSync(join(root, file), 'utf8'));
  const commands = new Set(store.flatMap((text) => text.match(/\b\w+Command\b/g) ?? []));
  const declared = [...commands].flatMap((command) => {
    const types = join(root, 'node_modules/@aws-sdk/client-dynamodb/dist-types/commands', `${command}.d.ts`);
    return [...readFileSync(types, 'utf8').matchAll(/@throws \{@link (\w+)\}/g)].map(([, name]) => String(name));
  });
  return new Set(declared.filter((name) => name !== 'DynamoDBServiceException'));
}

describe('the errors of DynamoDB', () => {
  it('are those of the commands that the store sends', () => {
    expect(declaredErrors()).toEqual(new Set(errorsOfItems));
  });

  it('are in the bundles, and no others', () => {
    const classes = String(code['create-payment']).matchAll(/shapeId="com\.amazonaws\.dynamodb#(\w+)"/g);
    expect(new Set([...classes].map(([, name]) => name))).toEqual(new Set(errorsOfItems));
  });
});

describe('a module that the bundles leave out', () => {
  it.each(Object.entries(unusedModules))('exports what stands in its place: %s', async (path, names) => {
    const { metafile } = await build({
      entryPoints: [join(import.meta.dirname, '..', '..', 'node_modules', path)],
      format: 'esm',
      write: false,
      outdir,
      metafile: true,
    });
    const [output] = Object.values(metafile.outputs);
    expect(output?.exports).toEqual(expect.arrayContaining([...names]));
  });

  it('has no effect on a client without extensions', async () => {
    const module = 'node_modules/@aws-sdk/client-dynamodb/dist-es/runtimeExtensions.js';
    const outfile = join(outdir, 'extensions.cjs');
    const entryPoints = [join(import.meta.dirname, '..', '..', module)];
    await build({ entryPoints, outfile, bundle: true, platform: 'node', format: 'cjs' });
    const { resolveRuntimeExtensions } = createRequire(import.meta.url)(outfile);
    const { config } = new DynamoDBClient({ region: 'us-east-1' });
    expect(resolveRuntimeExtensions({ ...config }, [])).toEqual({ ...config });
  });
});
