import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Environment, startEnvironment } from '../../tools/start/environment.ts';
import { browserMissing, openBrowser } from '../support/browser.ts';
import { typeCheck } from '../support/type-check.ts';

const root = join(import.meta.dirname, '..', '..');
const run = promisify(execFile);
const browser = await openBrowser();
/** A project of somebody who uses the published client. */
const project = mkdtempSync(join(tmpdir(), 'explorer-snippets-'));
let environment: Environment;
let page: Page;

beforeAll(async () => {
  environment = await startEnvironment({ ports: [0], seed: true, context: { rateLimitEnabled: 'false' } });
  await installClient();
  if (browser === undefined) return;
  page = await browser.newPage();
  page.setDefaultTimeout(300_000);
  await page.goto(`${environment.others.explorer}/explorer`);
  await page.getByRole('heading', { name: 'Charge once, whatever happens' }).waitFor();
});
afterAll(async () => {
  await browser?.close();
  await environment.stop();
  rmSync(project, { recursive: true });
});

/** The client as it is published, and types of Node. */
async function installClient(): Promise<void> {
  const installed = join(project, 'node_modules', 'payment-service-client');
  mkdirSync(installed, { recursive: true });
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  await run(process.execPath, [tsc, '-p', join(root, 'client'), '--outDir', join(installed, 'dist')]);
  copyFileSync(join(root, 'client', 'package.json'), join(installed, 'package.json'));
  symlinkSync(join(root, 'node_modules', '@types'), join(project, 'node_modules', '@types'));
  writeFileSync(join(project, 'package.json'), '{ "private": true, "type": "module" }');
  const compilerOptions = {
    module: 'nodenext',
    target: 'es2024',
    strict: true,
    exactOptionalPropertyTypes: true,
    moduleDetection: 'force',
    lib: ['es2024', 'dom', 'dom.iterable'],
    types: ['node'],
    skipLibCheck: true,
  };
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
}

/** Opens an endpoint. */
async function go(hash: string): Promise<void> {
  await page.evaluate(`location.hash = '${hash}'`);
  await page.locator(`nav a[aria-current][href="${hash}"]`).waitFor({ state: 'attached' });
}

const codeOf = async (language: string): Promise<string> =>
  (await page.locator(`[data-line=${language}] code`).textContent()) ?? '';

/** Writes the code of the endpoint that is shown as files of the project. */
async function saveCode(name: string): Promise<void> {
  writeFileSync(join(project, `${name}.ts`), await codeOf('TypeScript'));
  writeFileSync(join(project, `${name}.py`), await codeOf('Python'));
}

const python = await run('python3', ['--version']).then(
  () => 'python3',
  () => undefined,
);

/** Runs a program with the code of a file and gives what it writes. */
const runCode = async (program: string, file: string): Promise<string> =>
  (await run(program, [file], { cwd: project })).stdout;

const title = browser ? 'code of the explorer' : `code of the explorer (${browserMissing})`;

describe.skipIf(browser === undefined)(title, () => {
  it('code of every endpoint compiles, as TypeScript and as Python, with and without credentials', async () => {
    const hashes: string[] = await page.evaluate(
      "[...document.querySelectorAll('nav section a')].map(({ hash }) => hash)",
    );
    expect(hashes.length).toBeGreaterThan(30);
    const credentials: readonly (readonly [name: string, fields: readonly string[]])[] = [
      ['open', []],
      ['keyed', ['API key']],
      ['signed', ['Access key ID', 'Secret access key', 'Region']],
    ];
    for (const [name, fields] of credentials) {
      await page.evaluate("document.querySelector('.signing').open = true");
      for (const field of fields) await page.getByLabel(field, { exact: true }).fill("it's");
      for (const hash of hashes) {
        await go(hash);
        await saveCode(`${name}-${hash.slice(2)}`);
      }
    }
    await page.getByRole('button', { name: 'Clear credentials' }).click();
    expect(await typeCheck(project)).toEqual([]);
    if (python === undefined) return;
    const check = 'import ast, glob\nfor name in glob.glob("*.py"): ast.parse(open(name).read(), name)\nprint("fine")';
    expect((await run(python, ['-c', check], { cwd: project })).stdout).toBe('fine\n');
  });

  it('code in TypeScript pays by the client, and in Python with the same key it is the same payment', async ({
    skip,
  }) => {
    await go('#/createPayment');
    await page.getByLabel('amount', { exact: true }).fill('13.37');
    await page.getByRole('button', { name: 'Add entry' }).click();
    await page.getByLabel('name 1').fill('note');
    await page.getByLabel('value 1').fill('it\'s "quoted" \\ é 😀 </script>');
    await saveCode('pay');
    const first = await runCode(process.execPath, 'pay.ts');
    expect(first).toMatch(/status: 'paid'[\s\S]*amount: '13.37'/);
    const id = /payment_id: '([^']+)'/.exec(first)?.[1] ?? '';
    const stored = await (await fetch(`${environment.urls[0]}/v1/payments/${id}`)).json();
    expect(stored).toMatchObject({ metadata: { note: 'it\'s "quoted" \\ é 😀 </script>' } });
    if (python === undefined) skip('no Python here');
    else expect(await runCode(python, 'pay.py')).toMatch(new RegExp(`^201 .*"payment_id":"${id}".*"amount":13.37`));
  });

  it.each([
    ['#/listPayments', /payment_id: '/, /^200 .*"payments":/],
    ['#/listDisputes', /^200 .*"disputes":/, /^200 .*"disputes":/],
    ['#/getHealthByHead', /^200 \n/, /^200 \n/],
    ['#/paymentsV1Health', /^200 \{/, /^200 \{/],
    ['#/createUser', /^201 /, /^201 /],
    ['#/getWebhookEndpoint', /^404 .*not_found/, /^404 .*not_found/],
  ])('code of %s does what the page does', async (hash, typescript, pythons) => {
    await go(hash);
    await saveCode('run');
    expect(await runCode(process.execPath, 'run.ts')).toMatch(typescript);
    if (python !== undefined) expect(await runCode(python, 'run.py')).toMatch(pythons);
  });
});
