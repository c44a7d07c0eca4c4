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
/** How often all files run with each runner: `TESTING_RUNS=50`, which takes hours on two cores. */
const runs = Number(process.env.TESTING_RUNS ?? 1);
/** Not a dependency of this project, because it has 250 of its own. */
const jest = 'jest@30.5.2';
const timeout = 600_000 * runs;
let hasRegistry: boolean;

beforeAll(async () => {
  await run(process.execPath, ['tools/testing/pack.ts'], { cwd: root });
  writeFileSync(join(consumer, 'package.json'), '{ "name": "consumer", "private": true, "type": "module" }');
  mkdirSync(join(consumer, 'bin'));
  symlinkSync('/bin/sh', join(consumer, 'bin', 'sh'));
  const tarball = join(root, '.build', `payment-service-${packageJson.version}.tgz`);
  hasRegistry = await install(tarball, [`vitest@${packageJson.devDependencies.vitest}`, jest]);
});
afterAll(() => rmSync(consumer, { recursive: true }));

/** Installs everything from the registry; without one, what this project has. Returns whether there is a registry. */
async function install(tarball: string, runners: readonly string[]): Promise<boolean> {
  const options = ['--prefer-offline', '--fetch-retries=1', '--no-audit', '--no-fund'];
  try {
    await run('npm', ['install', ...options, tarball, ...runners], { cwd: consumer });
    return true;
  } catch (error) {
    console.log(`Nothing can be installed from a registry: ${String(error).split('\n', 2).join(' ')}`);
    await run('npm', ['install', '--offline', '--omit=optional', '--no-audit', tarball], { cwd: consumer });
    symlinkSync(join(root, 'node_modules', 'vitest'), join(consumer, 'node_modules', 'vitest'));
    return false;
  }
}

/** Node, a shell, and the engine if its package could not be installed: neither Docker nor a port is there to be found. */
function environment(): NodeJS.ProcessEnv {
  const engine = findEngine();
  const { HOME, TMPDIR } = process.env;
  const needed = hasRegistry || !('binary' in engine) ? [] : [dirname(engine.binary)];
  const PATH = [dirname(process.execPath), join(consumer, 'bin'), ...needed].join(delimiter);
  return { PATH, ...(HOME && { HOME }), ...(TMPDIR && { TMPDIR }) };
}

/** Test files that use the same names, so that they would meet in a service that they shared. */
function writeTests(folder: string, imports: string, declare: (title: string, body: string) => string): void {
  const directory = join(consumer, folder);
  mkdirSync(directory);
  for (let number = 1; number <= files; number++) {
    const body = `
  await using service = await startPaymentService();
  const paid = await service.client.pay({ amount: '${number}.00', currency: 'EUR' }, { intent: 'order-1' });
  assert.equal(paid.status, 'paid');
  const event = await service.webhooks.next('payment.completed', 300_000);
  assert.equal(event.data.amount, '${number}.00');
  const events = [];
  for await (const one of service.client.events({ type: 'payment.completed' })) events.push(one.data.amount);
  assert.deepEqual(events, ['${number}.00']);
`;
    const test = declare(`file ${number} has a service of its own`, body);
    writeFileSync(join(directory, `file-${number}.test.js`), `${imports}\n${test}\n`);
  }
}

const modules = `import assert from 'node:assert/strict';
import { startPaymentService } from 'payment-service/testing';`;
const withOptions = (title: string, body: string) => `test('${title}', { timeout: 600_000 }, async () => {${body}});`;

/** Runs all files with one runner, as often as is wanted. Returns the outputs. */
async function runAll(args: readonly string[], cwd = consumer): Promise<readonly string[]> {
  const outputs: string[] = [];
  for (let number = 0; number < runs; number++) {
    // A runner whose tests fail ends with 1: its output says which.
    const { stdout, stderr } = await run(process.execPath, args, { cwd, env: environment(), maxBuffer: 2 ** 26 }).catch(
      (error: Readonly<{ stdout: string; stderr: string }>) => error,
    );
    outputs.push(stdout + stderr);
    if (runs > 1) console.log(`${number + 1} of ${runs} runs done`);
  }
  return outputs;
}

const all = <Value>(value: Value): readonly Value[] => Array.from({ length: runs }, () => value);

describe('payment-service/testing, installed from its tarball', () => {
  it(`gives ${files} files of node:test that run at once a service each`, { timeout }, async () => {
    writeTests('node', `import { test } from 'node:test';\n${modules}`, withOptions);
    const outputs = await runAll(['--test', `--test-concurrency=${files}`, 'node/*.test.js']);
    expect(outputs).toEqual(all(expect.stringMatching(new RegExp(`pass ${files}\\b`))));
  });

  it(`gives ${files} files of Vitest that run at once a service each`, { timeout }, async () => {
    writeTests('vitest', `import { test } from 'vitest';\n${modules}`, withOptions);
    const program = join(consumer, 'node_modules', 'vitest', 'vitest.mjs');
    const outputs = await runAll([program, 'run', '--dir', 'vitest', `--maxWorkers=${files}`]);
    expect(outputs).toEqual(all(expect.stringContaining(`${files} passed`)));
  });

  it(`gives ${files} files of Jest that run at once a service each`, { timeout }, async (context) => {
    if (!hasRegistry) return context.skip('Jest is installed from a registry, and none can be reached');
    const required = `const assert = require('node:assert/strict');
const { startPaymentService } = require('payment-service/testing');`;
    writeTests('jest', required, (title, body) => `test('${title}', async () => {${body}}, 600_000);`);
    // CommonJS, because Jest loads no ES modules without a flag of Node.
    writeFileSync(join(consumer, 'jest', 'package.json'), '{ "name": "jest-consumer", "private": true }');
    const program = join(consumer, 'node_modules', 'jest', 'bin', 'jest.js');
    const outputs = await runAll([program, `--maxWorkers=${files}`], join(consumer, 'jest'));
    expect(outputs).toEqual(all(expect.stringMatching(new RegExp(`Tests: +${files} passed, ${files} total`))));
  });

  it('says in one line to an older Node which one it needs', async () => {
    const older = "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.2' } });";
    const program = `${older} try { require('payment-service/testing'); } catch (error) { console.log(error.message); }`;
    const { stdout } = await run(process.execPath, ['--input-type=commonjs', '-e', program], { cwd: consumer });
    expect(stdout).toMatch(/^payment-service\/testing needs Node 24 or later, and this is Node 20\.20\.2\. .*\n$/);
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
