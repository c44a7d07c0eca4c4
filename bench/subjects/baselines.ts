import { join } from 'node:path';
import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { build } from 'esbuild';
import type { FunctionDefinition } from '../../hermetic/template/app-definition.ts';
import { firstInput } from '../durable/executions.ts';
import { newCharge } from './events.ts';
import type { Subject } from './subject.ts';

const root = join(import.meta.dirname, '..', '..');
export const baselinesDirectory = join(root, '.build', 'bench', 'baselines');

const environment = { PAYMENTS_TABLE: 'sample-payments', IDEMPOTENCY_TABLE: 'sample-idempotency' };

type Baseline = 'sample' | 'durable' | 'hello';

/** Bundles the baselines as the CDK documentation recommends: ESM, minified, including the SDK. */
export async function bundleBaselines(): Promise<Readonly<Record<Baseline, Subject>>> {
  await build({
    absWorkingDir: root,
    entryPoints: ['sample', 'durable', 'hello'].map((name) => ({
      in: `bench/baselines/${name}.ts`,
      out: `${name}/index`,
    })),
    outdir: baselinesDirectory,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    outExtension: { '.js': '.mjs' },
    banner: { js: "import { createRequire } from 'module';const require = createRequire(import.meta.url);" },
    logLevel: 'warning',
  });
  const event = JSON.stringify(newCharge());
  return {
    sample: { name: 'the reference sample', declared: declared('sample'), event },
    durable: {
      name: 'a durable function',
      declared: declared('durable'),
      event: JSON.stringify(firstInput('bench-%unique%', event)),
    },
    hello: { name: 'hello world', declared: declared('hello'), event },
  };
}

const declared = (name: string): FunctionDefinition => ({
  logicalId: name,
  name,
  codeDir: join(baselinesDirectory, name),
  handler: 'index.handler',
  runtime: 'nodejs24.x',
  timeoutMs: 10_000,
  memoryMb: 512,
  environment,
  loggingFormat: 'JSON',
  applicationLogLevel: 'INFO',
});

const attribute = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const });
const index = (IndexName: string, key: string) => ({
  IndexName,
  KeySchema: [
    { AttributeName: key, KeyType: 'HASH' as const },
    { AttributeName: 'created_at', KeyType: 'RANGE' as const },
  ],
  Projection: { ProjectionType: 'ALL' as const },
});

/** Tables of the reference sample: idempotency records, and payments with indexes by customer and by status. */
export const sampleTables: readonly CreateTableCommandInput[] = [
  {
    TableName: environment.IDEMPOTENCY_TABLE,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [attribute('id')],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  },
  {
    TableName: environment.PAYMENTS_TABLE,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['id', 'status', 'customer_id', 'created_at'].map(attribute),
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    GlobalSecondaryIndexes: [index('by-customer', 'customer_id'), index('by-status', 'status')],
  },
];
