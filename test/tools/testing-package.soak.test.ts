import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findEngine } from '../../hermetic/engine/engine-binary.ts';
import packageJson from '../../package.json' with { type: 'json' };

const run = promisify(execFile);
const root = join(import.meta.dirname, '..', '..');
const consumer = mkdtempSync(join(tmpdir(), 'testing-consumer-'));
const files = 20;

beforeAll(async () => {
  await run(process.execPath, ['tools/testing/pack.ts'], { cwd: root });
  writeFileSync(join(consumer, 'package.json'), '{ "name": "consumer", "private": true, "type": "module" }');
  const tarball = join(root, '.build', `payment-service-${packageJson.version}.tgz`);
  await run('npm', ['install', '--offline', '--omit=optional', '--no-audit', tarball], { cwd: consumer });
  symlinkSync(join(root, 'node_modules', 'vitest'), join(consumer, 'node_modules', 'vitest'));
});
afterAll(() => rmSync(consumer, { recursive: true }));

/** The engine is on the PATH, because the registry, from which its package would come, is not asked. */
function environment(): NodeJS.ProcessEnv {
  const engine = findEngine();
  const { NODE_OPTIONS: _, VITEST: _vitest, ...env } = process.env;
  return 'binary' in engine ? { ...env, PATH: [dirname(engine.binary), env.PATH].join(delimiter) } : env;
}

/** Test files that use the same names, so that they would meet in a service that they shared. */
function writeTests(folder: string, testImport: string): void {
  const directory = join(consumer, folder);
  mkdirSync(directory);
  for (let number = 1; number <= files; number++) {
    const test = `
${testImport}
import assert from 'node:assert/strict';
import { startPaymentService } from 'payment-service/testing';

test('file ${number} has a service of its own', { timeout: 600_000 }, async () => {
  await using service = await startPaymentService();
  const paid = await service.client.pay({ amount: '${number}.00', currency: 'EUR' }, { intent: 'order-1' });
  assert.equal(paid.status, 'paid');
  assert.equal(paid.isReplay, false);
  const event = await service.webhooks.next('payment.completed', 300_000);
  assert.equal(event.data.amount, '${number}.00');
  const events = [];
  for await (const one of service.client.events({ type: 'payment.completed' })) events.push(one.data.amount);
  assert.deepEqual(events, ['${number}.00']);
});
`;
    writeFileSync(join(directory, `file-${number}.test.js`), test);
  }
}

describe('payment-service/testing, installed from its tarball', () => {
  it(`gives ${files} files of node:test that run at once a service each`, async () => {
    writeTests('node', "import { test } from 'node:test';");
    const args = ['--test', `--test-concurrency=${files}`, 'node/*.test.js'];
    const { stdout } = await run(process.execPath, args, { cwd: consumer, env: environment() });
    expect(stdout).toMatch(new RegExp(`pass ${files}\\b`));
  });

  it(`gives ${files} files of Vitest that run at once a service each`, async () => {
    writeTests('vitest', "import { test } from 'vitest';");
    const args = [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--dir', 'vitest', `--maxWorkers=${files}`];
    const { stdout } = await run(process.execPath, args, { cwd: consumer, env: environment() });
    expect(stdout).toContain(`${files} passed`);
  });

  it('compiles strictly in a consumer with types of Node', async () => {
    const program = `
import { type PaymentService, startPaymentService } from 'payment-service/testing';
export async function check(): Promise<string> {
  await using service: PaymentService = await startPaymentService({ seed: true });
  await service.faults.add('store: throttled', { times: 5, match: { function: 'create-payment' } });
  const result = await service.client.pay({ amount: '25.00' }, { intent: 'order-7' });
  return result.status === 'paid' ? result.payment.amount : (await service.webhooks.next('payment.failed')).data.amount;
}`;
    writeFileSync(join(consumer, 'check.ts'), program);
    const lib = ['es2024', 'esnext.disposable'];
    const typeRoots = [join(root, 'node_modules', '@types')];
    const compilerOptions = {
      strict: true,
      module: 'nodenext',
      target: 'es2024',
      lib,
      types: ['node'],
      typeRoots,
      noEmit: true,
    };
    writeFileSync(join(consumer, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['check.ts'] }));
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    const { stdout } = await run(process.execPath, [tsc], { cwd: consumer }).catch(
      (error: { stdout: string }) => error,
    );
    expect(stdout).toBe('');
  });
});
