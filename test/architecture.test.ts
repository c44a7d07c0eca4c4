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

/** What each room of the house may know, besides Node and itself. Data flows one way: routes, functions, domain, store. */
const mayImport: Readonly<Record<string, Readonly<{ rooms: readonly string[]; packages: readonly string[] }>>> = {
  'src/domain': { rooms: [], packages: [] },
  'src/projections': { rooms: ['src/domain'], packages: [] },
  'src/contracts': { rooms: ['src/domain', 'src/projections', 'generated'], packages: ['zod/mini'] },
  'src/trips': { rooms: ['src/contracts', 'src/domain', 'src/runtime'], packages: ['zod/mini'] },
  'src/notifications': { rooms: ['src/contracts', 'src/projections', 'src/runtime'], packages: [] },
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
      '@aws-sdk/lib-dynamodb',
      '@aws-sdk/util-dynamodb',
      '@smithy/core/protocols',
      '@smithy/core/retry',
      '@smithy/core/serde',
      '@smithy/node-http-handler',
      '@smithy/signature-v4',
    ],
  },
  'src/commands': {
    rooms: [
      'src/domain',
      'src/store',
      'src/processor',
      'src/trips',
      'src/projections',
      'src/notifications',
      'src/runtime',
    ],
    packages: ['@aws-lambda-powertools/idempotency', '@aws-lambda-powertools/idempotency/persistence', 'aws-lambda'],
  },
  'src/http': {
    rooms: ['src/domain', 'src/contracts', 'src/lambda', 'src/runtime'],
    packages: ['@aws-lambda-powertools/logger/middleware', '@middy/core', 'aws-lambda'],
  },
  // Neither Connect's library nor the reflection of protobuf's: they would be half of a function's code.
  'src/rpc': {
    rooms: ['src/contracts', 'src/domain', 'src/http', 'src/runtime'],
    packages: ['@bufbuild/protobuf/wire', 'aws-lambda'],
  },
  // Bundled in the place of other packages' modules, and imported by nothing of ours.
  'src/bundle-replacements': { rooms: [], packages: [] },
  'src/runtime': {
    rooms: ['src/domain'],
    packages: [
      '@aws-lambda-powertools/logger',
      '@aws-lambda-powertools/logger/types',
      '@aws-sdk/lib-dynamodb',
      '@smithy/core/protocols',
      '@smithy/core/serde',
      '@smithy/node-http-handler',
      '@smithy/signature-v4',
    ],
  },
  // What stands in for other services, and nothing of ours may lean on.
  'doubles/stubs': { rooms: ['src/runtime', 'src/contracts', 'src/domain', 'src/store'], packages: [] },
  // How clients of the service reach it.
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
  // Sends calls on by their descriptors: it knows the protos, and nothing of payments.
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
  // A client of the service, which knows of it what the proto and the codes say.
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
  // One page whose script runs in a browser; the function that answers it knows but what was generated.
  explorer: { rooms: [], packages: ['aws4fetch'] },
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
      'src/notifications',
      'src/processor',
      'src/store',
      'src/trips',
      'src/lambda',
    ],
    packages: [],
  },
  // Serves any synthesised CDK app of the supported types: it knows nothing of this one.
  hermetic: {
    rooms: [],
    packages: [
      '@aws-sdk/client-dynamodb',
      '@aws-sdk/client-dynamodb-streams',
      '@aws-sdk/util-dynamodb',
      'aws-lambda',
      'dynoxide-js',
      'zod/mini',
    ],
  },
  lib: { rooms: ['.'], packages: ['aws-cdk-lib', 'cdk-nag', 'constructs', 'esbuild'] },
  bin: { rooms: ['lib'], packages: ['aws-cdk-lib'] },
};

type Import = Readonly<{ from: string; to: string }>;
const rooms = Object.keys(mayImport).sort((one, other) => other.length - one.length);
const roomOf = (file: string) => rooms.find((room) => file.startsWith(`${room}/`)) ?? dirname(file);

const imports: Import[] = globSync('{src,doubles,functions,hermetic,lib,bin,explorer,edge}/**/*.{ts,mjs}', {
  cwd: root,
}).flatMap((file) =>
  [...readFileSync(join(root, file), 'utf8').matchAll(/(?:from|import)\s+'([^']+)'/g)].map(([, to = '']) => ({
    from: file,
    to: to.startsWith('.') ? relative(root, join(root, dirname(file), to)) : to,
  })),
);

function isAllowed({ from, to }: Import): boolean {
  const room = roomOf(from);
  const allowed = mayImport[room];
  if (to.startsWith('node:')) return true;
  if (/^(src|doubles|functions|generated|hermetic|lib|bin|explorer|edge|tools|prove|test|package\.json)/.test(to)) {
    return roomOf(to) === room || allowed?.rooms.includes(roomOf(to)) === true;
  }
  return allowed?.packages.some((name) => to === name || (room === 'lib' && to.startsWith(`${name}/`))) === true;
}

describe('the house', () => {
  it('was read', () => {
    expect(imports.length).toBeGreaterThan(100);
  });

  it.each(Object.keys(mayImport))('keeps %s to what it may know', (room) => {
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
    ['doubles/requestor/payment-service.ts', 'src/store/payments.ts'],
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
  ])('would notice if %s knew %s', (from, to) => {
    expect(isAllowed({ from, to })).toBe(false);
  });

  it('reads process.env in one file of what runs on Lambda', () => {
    const readers = globSync('{src,functions,edge}/**/*.ts', { cwd: root }).filter((file) =>
      readFileSync(join(root, file), 'utf8').includes('process.env'),
    );
    expect(readers.filter((file) => file !== 'src/runtime/env.ts')).toEqual([]);
  });

  it.each([
    ['functions/**/*.ts', 25],
    ['{src,doubles,lib,bin,edge,explorer,generate}/**/*.ts', 170],
    ['{hermetic,tools}/**/*.{ts,mjs}', 200],
    ['prove/**/*.ts', 220],
    ['{tools/deploy,emulators}/*.ts', 130],
    ['bench/**/*.{ts,cjs}', 150],
  ])('keeps the files of %s to %i lines', (pattern, most) => {
    const long = globSync(pattern, { cwd: root, exclude: ['**/node_modules/**'] }).filter(
      (file) => readFileSync(join(root, file), 'utf8').split('\n').length - 1 > most,
    );
    expect(long).toEqual([]);
  });

  it('runs the IAM evaluator in tests alone, because its licence (AGPL) does not go with what ships', () => {
    const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(Object.keys(dependencies).filter((name) => name.startsWith('@cloud-copilot/'))).toEqual([]);
    expect(devDependencies).toHaveProperty(['@cloud-copilot/iam-simulate']);
    const shipped =
      '{src,doubles,functions,hermetic,lib,bin,explorer,edge,tools,prove,emulators,generate,bench}/**/*.{ts,mjs,cjs}';
    const users = globSync(shipped, { cwd: root }).filter((file) =>
      readFileSync(join(root, file), 'utf8').includes('@cloud-copilot/'),
    );
    expect(users).toEqual([]);
  });

  it("uses Stripe's official library in tests alone: it sends closed connections again, and has a clock of its own", () => {
    const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(dependencies).not.toHaveProperty('stripe');
    expect(devDependencies).toHaveProperty('stripe');
    expect(imports.filter(({ to }) => to === 'stripe' || to.startsWith('stripe/'))).toEqual([]);
  });

  it("uses Mollie's library in tests alone: it is 26 MB, and what it knows of the API is all that is wanted of it", () => {
    const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(dependencies).not.toHaveProperty('mollie-api-typescript');
    expect(devDependencies).toHaveProperty('mollie-api-typescript');
    expect(imports.filter(({ to }) => to.startsWith('mollie-api-typescript'))).toEqual([]);
  });

  it('never uses the Middy middleware that deletes the record of a call in flight', () => {
    const users = imports.filter(({ to }) => to.includes('idempotency/middleware'));
    expect(users).toEqual([]);
  });
});
