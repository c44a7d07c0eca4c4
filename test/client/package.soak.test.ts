import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pageOf } from '../docs/pages.ts';
import { World } from '../support/world.ts';
import { serveWorld } from '../support/world-server.ts';

const root = join(import.meta.dirname, '..', '..');
const run = promisify(execFile);
const directory = mkdtempSync(join(tmpdir(), 'client-package-'));
const consumer = join(directory, 'consumer');
let tarball: string;

beforeAll(async () => {
  const pack = ['pack', '--workspace', 'payment-service-client', '--pack-destination', directory];
  await run('npm', pack, { cwd: root });
  tarball = join(directory, readdirSync(directory).find((file) => file.endsWith('.tgz')) ?? '');
  mkdirSync(consumer);
  writeFileSync(join(consumer, 'package.json'), '{ "name": "consumer", "private": true, "type": "module" }');
  await run('npm', ['install', '--offline', '--no-audit', tarball], { cwd: consumer });
});
afterAll(() => rmSync(directory, { recursive: true }));

const program = `
import { open } from 'node:fs/promises';
import { type ClientOptions, type Once, PaymentClient, UnansweredError } from 'payment-service-client';
import { minorUnits } from 'payment-service-client/amounts';
import { apiKey } from 'payment-service-client/api-key';
import { dynamoDbKeys } from 'payment-service-client/keys/dynamodb';
import { fileKeys } from 'payment-service-client/keys/file';
import type { KeyStore } from 'payment-service-client/keys/key-store';
import { memoryKeys } from 'payment-service-client/keys/memory';
import type { PayResult } from 'payment-service-client/results';
import { sigV4 } from 'payment-service-client/sigv4';
import type { Payment } from 'payment-service-client/types';
import * as webhooks from 'payment-service-client/webhooks';

const keys: KeyStore = memoryKeys();
const options: ClientOptions = { url: String(process.argv[2]), keys, authorize: apiKey('secret') };
const once: Once = { intent: 'order-7' };
const payments = new PaymentClient(options);
const result: PayResult = await payments.pay({ amount: '25.00', currency: 'EUR' }, once);
const told = (one: PayResult): string => {
  switch (one.status) {
    case 'paid': return one.payment.amount satisfies Payment['amount'] & string;
    case 'authorized': case 'pending': return one.payment.payment_id;
    case 'declined': return String(one.code);
    case 'refused': return one.code;
  }
};
// @ts-expect-error: an amount is no float
const float = () => payments.pay({ amount: 25 }, once);
// @ts-expect-error: every command has a key or an intent
const keyless = () => payments.pay({ amount: '25.00' }, {});
const parts = [UnansweredError, dynamoDbKeys, fileKeys, sigV4, webhooks.verify, float, keyless];
// A stored request and its name have to be on the disk before anything is sent.
const handle = await open('.');
await handle.close();
const fileHandle: { sync: () => Promise<void> } = Object.getPrototypeOf(handle);
const { sync } = fileHandle;
let syncs = 0;
fileHandle.sync = function (this: typeof fileHandle) {
  syncs++;
  return sync.call(this);
};
await fileKeys('keys').claim({ command: 'pay', intent: String(Date.now()), key: 'k', path: '/v1/payments' });
console.log(told(result), minorUnits('25.00', 'EUR') === 2500n, parts.every((part) => typeof part === 'function'), syncs);
`;

/** The program's type errors, as a compiler of this version finds them. Node's types are those of this project. */
async function compile(typescript: string, lib: string[], types: string[]): Promise<string> {
  writeFileSync(join(consumer, 'program.ts'), program);
  const examples = pageOf('docs/client.md').code.filter(({ lang }) => lang === 'ts');
  const files = examples.map(({ text }, number) => {
    const file = `example-${number}.ts`;
    // Each is a module, although some have no imports or exports.
    writeFileSync(join(consumer, file), `${text}\nexport {};\n`);
    return file;
  });
  const compilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    module: 'nodenext',
    target: 'es2023',
    lib,
    types,
    typeRoots: [join(root, 'node_modules', '@types')],
  };
  writeFileSync(join(consumer, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['program.ts', ...files] }));
  const tsc = join(root, typescript, 'bin', 'tsc');
  const { stdout } = await run(process.execPath, [tsc], { cwd: consumer }).catch((error: { stdout: string }) => error);
  if (files.length < 4) return `docs/client.md has ${files.length} examples`;
  return stdout;
}

/** Node of another version, from the registry; undefined if none can be reached. */
async function installed(version: string): Promise<string | undefined> {
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const folder = join(directory, `node-${version}`);
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{ "name": "older-node", "private": true }');
  const options = ['--prefer-offline', '--fetch-retries=1', '--no-audit', '--no-fund', '--ignore-scripts'];
  await run('npm', ['install', ...options, `${name}@${version}`], { cwd: folder }).catch((error: unknown) =>
    console.log(`Node ${version} cannot be installed: ${String(error).split('\n', 2).join(' ')}`),
  );
  const program = join(folder, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  return existsSync(program) ? program : undefined;
}

describe('the packed client', () => {
  it('contains JavaScript, types and a licence, and nothing else', async () => {
    const { stdout } = await run('tar', ['-tzf', tarball]);
    const files = stdout.trim().split('\n');
    expect(files).toContain('package/LICENSE');
    expect(files.filter((file) => !/\/(LICENSE|README\.md|package\.json|.+\.d\.ts|.+\.js)$/.test(file))).toEqual([]);
    const { dependencies } = JSON.parse(readFileSync(join(root, 'client', 'package.json'), 'utf8'));
    expect(dependencies).toBeUndefined();
  });

  it('has nothing that publint objects to', async () => {
    const { messages } = await publint({
      pkgDir: join(consumer, 'node_modules', 'payment-service-client'),
      pack: false,
    });
    expect(messages).toEqual([]);
  });

  it('has types that resolve for ES modules and bundlers', async () => {
    const packed = createPackageFromTarballData(new Uint8Array(readFileSync(tarball)));
    const result = await checkPackage(packed);
    if (result.types === false) throw new Error('the package has no types');
    expect(Object.keys(result.entrypoints)).toHaveLength(12);
    // The package has no CommonJS: require() of it works from Node 20.19, and node10 knows no exports.
    const beside = new Set<string | undefined>(['node10', 'node16-cjs']);
    const problems = result.problems.filter(
      (one) => !beside.has('resolutionKind' in one ? one.resolutionKind : undefined),
    );
    expect(problems).toEqual([]);
  });

  it.each([
    ['TypeScript 7 with types of Node', 'node_modules/typescript', ['es2023'], ['node']],
    ['TypeScript 5 with types of Node', 'generate/openapi-types/node_modules/typescript', ['es2023'], ['node']],
    [
      'TypeScript 5 with types of browsers',
      'generate/openapi-types/node_modules/typescript',
      ['es2023', 'dom'],
      ['node'],
    ],
  ])(
    'compiles strictly in a consumer, with the examples of docs/client.md, with %s',
    async (_name, typescript, lib, types) => {
      expect(await compile(typescript, lib, types)).toBe('');
    },
  );

  it.for(['this version', '22.23.5', '20.0.0'])('pays from a consumer in %s of Node', async (version, context) => {
    const node = version === 'this version' ? process.execPath : await installed(version);
    if (node === undefined) return context.skip('it is installed from a registry, and none can be reached');
    await compile('node_modules/typescript', ['es2023'], ['node']);
    const served = await serveWorld(new World());
    try {
      const { stdout } = await run(node, ['program.js', served.origin], { cwd: consumer });
      expect(stdout).toBe('25.00 true true 2\n');
    } finally {
      served.stop();
    }
  });
});
