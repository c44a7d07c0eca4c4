import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');

const rpcFunctionRooms = [
  'generated',
  'src/runtime',
  'src/commands',
  'src/contracts',
  'src/processor',
  'src/rpc',
  'src/store',
];

/**
 * The imports allowed for each folder besides `node:` modules and its own files: other folders, single files, and packages. Data
 * flows one way: routes, functions, commands, domain and store.
 */
const mayImport: Readonly<Record<string, Readonly<{ rooms: readonly string[]; packages: readonly string[] }>>> = {
  'src/domain': { rooms: [], packages: [] },
  'src/projections': { rooms: ['src/domain'], packages: [] },
  'src/contracts': { rooms: ['src/domain', 'src/projections', 'generated'], packages: ['zod/mini'] },
  'src/trips': { rooms: ['src/contracts', 'src/domain', 'src/runtime'], packages: ['zod/mini'] },
  'src/webhooks': {
    rooms: ['src/contracts', 'src/domain', 'src/projections', 'src/runtime'],
    packages: ['request-filtering-agent'],
  },
  'src/lambda': {
    rooms: ['src/domain', 'src/projections', 'src/store', 'src/runtime'],
    packages: ['@aws-sdk/client-dynamodb', 'aws-lambda'],
  },
  'src/processor': { rooms: ['src/domain', 'src/runtime'], packages: ['zod/mini'] },
  'src/store': {
    rooms: ['src/domain', 'src/runtime'],
    packages: [
      'zod/mini',
      '@aws-sdk/client-dynamodb',
      '@aws-sdk/util-dynamodb',
      '@smithy/core/checksum',
      '@smithy/core/protocols',
      '@smithy/core/retry',
      '@smithy/node-http-handler',
      '@smithy/signature-v4',
    ],
  },
  'src/commands': {
    rooms: ['src/domain', 'src/store', 'src/processor', 'src/trips', 'src/projections', 'src/webhooks', 'src/runtime'],
    packages: ['@aws-lambda-powertools/idempotency', '@aws-lambda-powertools/idempotency/persistence', 'aws-lambda'],
  },
  'src/http': {
    rooms: ['src/domain', 'src/contracts', 'src/lambda', 'src/runtime'],
    packages: ['@aws-lambda-powertools/logger/middleware', '@middy/core', 'aws-lambda', 'csv-parse/sync'],
  },
  // No @connectrpc and no protobuf reflection: together they would double the code of a function.
  'src/rpc': {
    rooms: ['src/contracts', 'src/domain', 'src/http', 'src/runtime'],
    packages: ['@bufbuild/protobuf/wire', 'aws-lambda'],
  },
  // esbuild bundles these instead of modules of other packages; nothing imports them.
  'src/bundle-replacements': { rooms: ['src/processor'], packages: [] },
  'src/runtime': {
    rooms: ['src/domain'],
    packages: [
      '@aws-lambda-powertools/logger',
      '@aws-lambda-powertools/logger/types',
      '@aws-sdk/lib-dynamodb',
      '@smithy/core/checksum',
      '@smithy/core/protocols',
      '@smithy/node-http-handler',
      '@smithy/signature-v4',
    ],
  },
  // Doubles of other services. Nothing that ships may depend on them.
  'doubles/stubs': { rooms: ['src/runtime', 'src/contracts', 'src/domain', 'src/store'], packages: [] },
  // Connects clients to the service.
  'doubles/payment-client': {
    rooms: ['src/runtime'],
    packages: [
      '@connectrpc/connect',
      '@connectrpc/connect/protocol-connect',
      '@connectrpc/connect-node',
      '@connectrpc/connect-web',
      'aws4fetch',
    ],
  },
  // Forwards calls by their descriptors: it knows the protos, but no payments.
  edge: {
    rooms: [
      'generated/proto/grpc/reflection/v1',
      'generated/proto/grpc/reflection/v1alpha',
      'generated/proto/health/v1',
      'generated/proto/payment/v1',
      'generated/proto/payments/v1',
      'generated/proto/google/rpc',
      'src/contracts',
      'src/domain',
      'doubles/payment-client',
      'src/runtime',
    ],
    packages: [
      '@aws-sdk/credential-provider-http',
      '@bufbuild/protobuf',
      '@bufbuild/protobuf/reflect',
      '@bufbuild/protobuf/wkt',
      '@connectrpc/connect',
      '@connectrpc/connect-node',
      '@smithy/core/config',
    ],
  },
  // A client of the service: it knows the proto and the error codes, nothing else.
  'doubles/requestor': {
    rooms: [
      'generated/proto/payment/v1',
      'src/contracts',
      'src/domain',
      'src/http',
      'doubles/payment-client',
      'src/rpc',
      'src/runtime',
    ],
    packages: ['zod/mini', '@bufbuild/protobuf/wkt', '@connectrpc/connect', 'graphql', 'graphql-http'],
  },
  'functions/requestor': { rooms: ['src/runtime', 'src/http', 'doubles/requestor'], packages: [] },
  // The page's script runs in a browser; the function that serves it only knows the generated page.
  explorer: { rooms: [], packages: ['aws4fetch'] },
  // Types of the API, and how the explorer signs.
  console: { rooms: ['generated', 'explorer'], packages: ['preact', 'preact/hooks', 'uplot'] },
  'functions/explorer': { rooms: ['generated', 'src/http'], packages: [] },
  'functions/stubs': { rooms: ['src/http', 'doubles/stubs'], packages: [] },
  'functions/customers': { rooms: rpcFunctionRooms, packages: [] },
  'functions/services': { rooms: rpcFunctionRooms, packages: [] },
  functions: {
    rooms: [
      'src/runtime',
      'src/commands',
      'src/contracts',
      'src/domain',
      'src/http',
      'src/processor',
      'src/store',
      'src/trips',
      'src/webhooks',
      'src/lambda',
    ],
    packages: [],
  },
  // The hermetic runtime runs any synthesised CDK app of the supported types and knows nothing of this one. Each of its
  // folders builds on those above it.
  'hermetic/process': { rooms: [], packages: [] },
  'hermetic/template': { rooms: ['hermetic/process'], packages: ['@aws-sdk/client-dynamodb'] },
  'hermetic/engine': { rooms: ['hermetic/process', 'hermetic/template'], packages: ['@aws-sdk/client-dynamodb'] },
  'hermetic/lambda': { rooms: ['hermetic/process', 'hermetic/template', 'hermetic/engine'], packages: [] },
  'hermetic/events': {
    rooms: ['hermetic/process', 'hermetic/template', 'hermetic/engine', 'hermetic/lambda'],
    packages: [],
  },
  'hermetic/api-gateway': { rooms: ['hermetic/process', 'hermetic/template', 'hermetic/lambda'], packages: [] },
  'hermetic/clock': {
    rooms: ['hermetic/process', 'hermetic/template', 'hermetic/events', 'hermetic/api-gateway'],
    packages: ['@aws-sdk/client-dynamodb', 'zod/mini'],
  },
  'hermetic/secrets': { rooms: [], packages: [] },
  'hermetic/traces': { rooms: [], packages: [] },
  'hermetic/runtime': {
    rooms: [
      'hermetic/secrets',
      'hermetic/traces',
      'hermetic/template',
      'hermetic/engine',
      'hermetic/lambda',
      'hermetic/events',
      'hermetic/api-gateway',
      'hermetic/clock',
    ],
    packages: ['@aws-sdk/client-dynamodb'],
  },
  // Command line tools. Only `start` composes the service; the others work on its tables, its templates or an account.
  // Published on its own: it imports nothing, and its types of the service are generated.
  client: { rooms: [], packages: [] },
  'tools/app': {
    rooms: ['hermetic/process', 'hermetic/events', 'hermetic/template', 'lib'],
    packages: ['aws-cdk-lib'],
  },
  'tools/data': {
    rooms: [
      'hermetic/engine',
      'hermetic/process',
      'lib',
      'src/contracts',
      'src/domain',
      'src/projections',
      'src/store',
    ],
    packages: ['@aws-sdk/client-dynamodb', '@aws-sdk/util-dynamodb', 'csv-parse', 'zod/mini'],
  },
  'tools/events': { rooms: ['hermetic/process', 'tools/data', 'tools/seed'], packages: [] },
  'tools/seed': {
    rooms: ['hermetic/engine', 'hermetic/process', 'hermetic/template', 'lib', 'src/store', 'tools/app', 'tools/data'],
    packages: ['@aws-sdk/client-dynamodb', '@aws-sdk/util-dynamodb', 'csv-parse/sync'],
  },
  // The SDK's client finds credentials and region, to read the account's settings before a deployment.
  'tools/deploy': {
    rooms: ['cdk.json', 'hermetic/process', 'lib'],
    packages: ['@aws-sdk/client-dynamodb', 'aws4fetch'],
  },
  'tools/faults': {
    rooms: ['hermetic/api-gateway', 'hermetic/lambda', 'hermetic/template', 'lib'],
    packages: ['zod/mini'],
  },
  // It starts the environment of npm start, and packs it.
  'tools/testing': {
    rooms: [
      '.',
      'client',
      'hermetic/engine',
      'hermetic/process',
      'hermetic/template',
      'lib',
      'tools/app',
      'tools/events',
      'tools/seed',
      'tools/start',
    ],
    packages: ['@aws-sdk/client-dynamodb', 'esbuild'],
  },
  'tools/mcp': {
    rooms: ['.', 'client', 'hermetic/process'],
    packages: ['@modelcontextprotocol/sdk/server/mcp.js', '@modelcontextprotocol/sdk/types.js', 'zod'],
  },
  'tools/recorder': { rooms: ['hermetic/engine', 'hermetic/process'], packages: [] },
  'tools/start': {
    rooms: [
      'doubles/stubs',
      'edge',
      'hermetic/api-gateway',
      'hermetic/engine',
      'hermetic/events',
      'hermetic/lambda',
      'hermetic/process',
      'hermetic/runtime',
      'hermetic/secrets',
      'hermetic/template',
      'hermetic/traces',
      'lib',
      'src/http',
      'tools/app',
      'tools/faults',
      'tools/recorder',
      'tools/seed',
    ],
    packages: ['aws-lambda'],
  },
  // Serves the console's page, and signs what it sends.
  'tools/console': {
    rooms: ['console', 'generated', 'hermetic/api-gateway', 'hermetic/process', 'tools/app'],
    packages: ['aws4fetch', '@aws-sdk/client-sts'],
  },
  tools: {
    rooms: [
      'client',
      'hermetic/api-gateway',
      'hermetic/clock',
      'hermetic/lambda',
      'hermetic/process',
      'hermetic/template',
      'lib',
      'tools/app',
      'tools/console',
      'tools/data',
      'tools/deploy',
      'tools/events',
      'tools/faults',
      'tools/mcp',
      'tools/seed',
      'tools/start',
    ],
    packages: ['@aws-sdk/client-dynamodb', '@aws-sdk/client-sts', '@modelcontextprotocol/sdk/server/stdio.js'],
  },
  // The judges of the Stripe adapter are called as the adapter calls Stripe.
  emulators: {
    rooms: ['hermetic/process', 'lib', 'src/runtime/http-call.ts', 'src/runtime/io.ts', 'tools/deploy'],
    packages: ['@aws-sdk/client-dynamodb'],
  },
  // The fault simulator runs the deployed handlers. Of the tests it shares the random numbers, events, errors and payments.
  'prove/simulation': {
    rooms: [
      'bench/durable/executions.ts',
      'client',
      'client/keys',
      'edge',
      'functions',
      'functions/customers',
      'functions/processors',
      'functions/services',
      'functions/webhooks',
      'functions/workers',
      'src/domain',
      'src/http',
      'src/processor',
      'src/runtime',
      'src/store',
      'src/webhooks',
      ...['call', 'dynamo-errors', 'event', 'killable-process', 'payments', 'random', 'world'].map(
        (name) => `test/support/${name}.ts`,
      ),
    ],
    // The rivals are built with these.
    packages: [
      '@aws-lambda-powertools/idempotency',
      '@aws-lambda-powertools/idempotency/dynamodb',
      '@aws-lambda-powertools/idempotency/middleware',
      '@aws-sdk/client-dynamodb',
      '@aws/durable-execution-sdk-js',
      '@middy/core',
      'aws-lambda',
    ],
  },
  // It writes the figures of its pages as the benchmark does.
  prove: {
    rooms: [
      'bench/report/marked-section.ts',
      'hermetic/process',
      'prove/simulation',
      'test/support/lambda-environment.ts',
    ],
    packages: [],
  },
  // The app refuses routes that the functions could not read, and suggests the option that was meant.
  lib: {
    rooms: ['.', 'hermetic/process/nearest.ts', 'src/processor/routes.ts', 'src/runtime/service-url.ts'],
    packages: ['aws-cdk-lib', 'cdk-nag', 'constructs', 'esbuild'],
  },
  bin: { rooms: ['lib'], packages: ['aws-cdk-lib'] },
};

type Import = Readonly<{ from: string; to: string }>;
const rooms = Object.keys(mayImport).sort((one, other) => other.length - one.length);
const roomsOfFiles = new Map<string, string>();
/** Remembered, because each rule asks for the room of every import. */
function roomOf(file: string): string {
  const room = roomsOfFiles.get(file) ?? rooms.find((one) => file.startsWith(`${one}/`)) ?? dirname(file);
  roomsOfFiles.set(file, room);
  return room;
}

const folders =
  'src,client,doubles,functions,hermetic,lib,bin,explorer,console,edge,tools,emulators,prove,bench,generate,test'.split(
    ',',
  );

/** Static and dynamic imports. Computed module names are not found. */
const importPattern = /(?:\bfrom|^import|\bimport\()\s*'([\w@./:-]+)'/gm;

const imports: Import[] = globSync(`{${folders}}/**/*.{ts,tsx,mjs,cjs}`, {
  cwd: root,
  exclude: ['**/node_modules/**', 'client/dist/**'],
}).flatMap((file) =>
  [...readFileSync(join(root, file), 'utf8').matchAll(importPattern)].map(([, to = '']) => ({
    from: file,
    to: to.startsWith('.') ? relative(root, join(root, dirname(file), to)) : to,
  })),
);

const isOurs = (to: string): boolean =>
  ['cdk.json', 'package.json'].includes(to) || ['generated', ...folders].some((folder) => to.startsWith(`${folder}/`));

function isAllowed({ from, to }: Import): boolean {
  const room = roomOf(from);
  const allowed = mayImport[room];
  if (to.startsWith('node:')) return true;
  if (isOurs(to)) return roomOf(to) === room || [roomOf(to), to].some((one) => allowed?.rooms.includes(one) === true);
  return allowed?.packages.some((name) => to === name || (room === 'lib' && to.startsWith(`${name}/`))) === true;
}

describe('the import rules', () => {
  it('see the imports of the code base', () => {
    expect(imports.length).toBeGreaterThan(100);
  });

  it.each(Object.keys(mayImport))('keep %s to the imports that are allowed for it', (room) => {
    const forbidden = imports.filter((one) => roomOf(one.from) === room && !isAllowed(one));
    expect(forbidden).toEqual([]);
  });

  it.each([
    ['src/domain/payment.ts', 'src/store/payments.ts'],
    ['src/domain/payment.ts', '@aws-sdk/client-dynamodb'],
    ['lib/api-stack.ts', 'src/runtime/env.ts'],
    ['src/store/payments.ts', 'src/http/problems.ts'],
    ['functions/orders/get-order.ts', '@aws-sdk/client-dynamodb'],
    ['functions/payments/charge-trip.ts', 'doubles/stubs/trips.ts'],
    ['functions/explorer/get-explorer.ts', 'src/store/payments.ts'],
    ['explorer/main.ts', 'src/runtime/env.ts'],
    ['functions/customers/customers-get-payment.ts', 'src/http/body.ts'],
    ['doubles/requestor/payment-service-client.ts', 'src/store/payments.ts'],
    ['functions/requestor/requestor-health.ts', 'src/commands/create-payment.ts'],
    ['edge/forward.ts', 'src/store/payments.ts'],
    ['edge/forward.ts', 'src/rpc/rpc.ts'],
    ['doubles/payment-client/transport.ts', 'edge/server.ts'],
    ['src/rpc/binary.ts', '@bufbuild/protobuf'],
    ['src/rpc/rpc.ts', '@connectrpc/connect/protocol'],
    ['src/runtime/io.ts', 'src/store/dynamo.ts'],
    ['src/commands/charge.ts', 'doubles/stubs/trips.ts'],
    ['hermetic/template/synth.ts', 'lib/payment-service.ts'],
    ['hermetic/lambda/lambda.ts', 'tools/start/environment.ts'],
    ['hermetic/lambda/lambda.ts', 'src/runtime/io.ts'],
    ['lib/api-stack.ts', 'hermetic/template/template.ts'],
    ['functions/payments/charge-trip.ts', 'prove/simulation/bank.ts'],
    ['src/runtime/io.ts', 'test/support/random.ts'],
    ['src/processor/simulated.ts', 'doubles/stubs/trips.ts'],
    ['doubles/stubs/trips.ts', 'test/support/world.ts'],
    ['doubles/stubs/notifications.ts', 'tools/start/stub-functions.ts'],
    ['hermetic/process/command.ts', 'hermetic/template/template.ts'],
    ['hermetic/lambda/lambda.ts', 'hermetic/api-gateway/gateway.ts'],
    ['hermetic/runtime/runtime.ts', 'tools/start/environment.ts'],
    ['tools/data/backup.ts', 'tools/start/environment.ts'],
    ['tools/data/export-payments.ts', 'src/commands/create-payment.ts'],
    ['tools/deploy/deploy.ts', 'hermetic/runtime/runtime.ts'],
    ['tools/faults/faults.ts', 'tools/start/environment.ts'],
    ['tools/seed/seeding.ts', 'test/support/payments.ts'],
    ['tools/import.ts', 'src/store/payments.ts'],
    ['tools/start/environment.ts', 'prove/simulation/bank.ts'],
    ['emulators/commands.ts', 'tools/start/environment.ts'],
    ['client/payment-client.ts', 'src/domain/currency.ts'],
    ['client/sigv4.ts', 'aws4fetch'],
    ['src/webhooks/signature.ts', 'client/webhooks.ts'],
    ['prove/simulation/bank.ts', 'tools/seed/seeding.ts'],
    ['prove/simulation/bank.ts', 'hermetic/lambda/lambda.ts'],
    ['prove/simulation/bank.ts', 'test/support/memory-dynamo.ts'],
    ['prove/report.ts', 'src/store/payments.ts'],
    ['prove/simulation/simulation.ts', 'prove/report.ts'],
  ])('would notice if %s imported %s', (from, to) => {
    expect(isAllowed({ from, to })).toBe(false);
  });

  /** The folders that may import from a folder, besides itself and the tests. */
  const mayBeImportedBy: Readonly<Record<string, readonly string[]>> = {
    bin: [],
    client: ['prove', 'tools'],
    functions: ['prove'],
    doubles: ['bench', 'edge', 'functions', 'tools'],
    // `lib` may import only what `mayImport` lists, and `generate` is a command.
    hermetic: ['bench', 'emulators', 'generate', 'lib', 'prove', 'tools'],
    tools: ['bench', 'emulators'],
    emulators: [],
    prove: [],
    bench: ['prove'],
    generate: [],
    test: ['prove'],
  };
  const folderOf = (file: string) => file.split('/', 1).join();
  const strayImports = (all: readonly Import[], folder: string) =>
    all.filter(({ from, to }) => {
      const importer = folderOf(from);
      return folderOf(to) === folder && ![folder, 'test', ...(mayBeImportedBy[folder] ?? [])].includes(importer);
    });

  it.each(Object.keys(mayBeImportedBy))('let nothing import %s but tests and the folders listed for it', (folder) => {
    expect(strayImports(imports, folder)).toEqual([]);
  });

  it.each([
    ['bench/parts/http.ts', 'prove/simulation/bank.ts'],
    ['tools/start/environment.ts', 'prove/prove.ts'],
    ['bench/bench.ts', 'test/support/world.ts'],
    ['src/store/payments.ts', 'hermetic/engine/tables.ts'],
    ['lib/api-stack.ts', 'functions/orders/get-order.ts'],
    ['prove/report.ts', 'tools/start/environment.ts'],
    ['hermetic/lambda/lambda.ts', 'doubles/stubs/trips.ts'],
    ['generate/generate.ts', 'emulators/commands.ts'],
  ])('would notice that %s must not import %s', (from, to) => {
    expect(strayImports([{ from, to }], folderOf(to))).toHaveLength(1);
  });

  const serviceWords = /payment|refund|charge|\btrips?\b|processor|npm (run|start)|--data/i;

  it('find no word of the payment service, nor of its command line, in the code of hermetic/', () => {
    const files = globSync('hermetic/**/*.{ts,mjs}', { cwd: root });
    expect(files.length).toBeGreaterThan(50);
    expect(files.filter((file) => serviceWords.test(readFileSync(join(root, file), 'utf8')))).toEqual([]);
  });

  it.each(['payments.db', 'TRIP_SERVICE_URL trip', 'choose another --data', 'stop that npm start'])(
    'would notice "%s" in the code of hermetic/',
    (text) => expect(text).toMatch(serviceWords),
  );

  it('allow process.env in one file of the code that runs on Lambda', () => {
    const readers = globSync('{src,functions,edge}/**/*.ts', { cwd: root }).filter((file) =>
      readFileSync(join(root, file), 'utf8').includes('process.env'),
    );
    expect(readers.filter((file) => file !== 'src/runtime/env.ts')).toEqual([]);
  });

  it.each([
    ['functions/**/*.ts', 25],
    ['{src,client/keys,doubles,lib,bin,edge,explorer,console,generate}/**/*.{ts,tsx}', 170],
    ['{hermetic,tools}/**/*.{ts,mjs}', 200],
    ['prove/**/*.ts', 220],
    ['{tools/deploy,emulators}/*.ts', 130],
    ['bench/**/*.{ts,cjs}', 150],
  ])('keep the files of %s to %i lines', (pattern, most) => {
    const long = globSync(pattern, { cwd: root, exclude: ['**/node_modules/**'] }).filter(
      (file) => readFileSync(join(root, file), 'utf8').split('\n').length - 1 > most,
    );
    expect(long).toEqual([]);
  });

  it('keep the IAM evaluator out of everything that ships, because its licence is the AGPL', () => {
    const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(Object.keys(dependencies).filter((name) => name.startsWith('@cloud-copilot/'))).toEqual([]);
    expect(devDependencies).toHaveProperty(['@cloud-copilot/iam-simulate']);
    const shipped =
      '{src,doubles,functions,hermetic,lib,bin,explorer,console,edge,tools,prove,emulators,generate,bench}/**/*.{ts,tsx,mjs,cjs}';
    const users = globSync(shipped, { cwd: root }).filter((file) =>
      readFileSync(join(root, file), 'utf8').includes('@cloud-copilot/'),
    );
    expect(users).toEqual([]);
  });

  it("keep Stripe's library to the tests: it resends after a closed connection, and keeps its own time", () => {
    const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(dependencies).not.toHaveProperty('stripe');
    expect(devDependencies).toHaveProperty('stripe');
    const users = imports.filter(({ to }) => to === 'stripe' || to.startsWith('stripe/')).map(({ from }) => from);
    expect(users.filter((from) => !from.startsWith('test/'))).toEqual([]);
  });

  it("keep Mollie's library in tests: it is 26 MB, and only its knowledge of the API is wanted", () => {
    const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(dependencies).not.toHaveProperty('mollie-api-typescript');
    expect(devDependencies).toHaveProperty('mollie-api-typescript');
    const users = imports.filter(({ to }) => to.startsWith('mollie-api-typescript')).map(({ from }) => from);
    expect(users.filter((from) => !from.startsWith('test/'))).toEqual([]);
  });

  it('give every function that asks a processor for disputes or events an adapter that has them', () => {
    const importsOf = Map.groupBy(imports, ({ from }) => from);
    function allOf(file: string): ReadonlySet<string> {
      const all = new Set([file]);
      for (const one of all) for (const { to } of importsOf.get(one) ?? []) all.add(to);
      return all;
    }
    const asking = globSync('functions/**/*.ts', { cwd: root }).filter((file) =>
      allOf(file).has('src/commands/reconcile.ts'),
    );
    const withEvents = imports
      .filter(({ to }) => to === 'src/processor/current-with-events.ts')
      .map(({ from }) => from);
    expect(asking.sort()).toEqual([
      'functions/processors/receive-processor-event.ts',
      'functions/workers/poll-payments.ts',
    ]);
    expect(withEvents).toEqual(expect.arrayContaining(asking));
  });

  it('keep out the Middy middleware, which deletes the record of a call in flight', () => {
    const users = imports.filter(({ to }) => to.includes('idempotency/middleware')).map(({ from }) => from);
    // Only as subjects of comparison, in the benchmark and the fault simulator.
    expect(users).toEqual(['bench/baselines/sample.ts', 'prove/simulation/rivals.ts']);
  });
});
