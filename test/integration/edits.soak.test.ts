import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProbeRequest, ProbeResult } from '../support/cache-probe.ts';
import { ChildProgram } from '../support/child-program.ts';
import { copyOfProject } from '../support/project-copy.ts';

/** A package whose version the test changes. */
const dependency = 'graphql-http';
const copy = copyOfProject({ files: ['test/support/cache-probe.ts'], packages: [dependency] });

type Both = Readonly<{ reload: ProbeResult; start: ProbeResult }>;

/** A process in the copy of the project that reloads and starts on request. */
class Probe {
  readonly #program = new ChildProgram([join('test', 'support', 'cache-probe.ts')], { cwd: copy, stdin: 'pipe' });

  async ask(asked: ProbeRequest): Promise<Both> {
    this.#program.process.stdin?.write(`${JSON.stringify(asked)}\n`);
    return JSON.parse(await this.#program.line()) as Both;
  }

  end(): void {
    this.#program.process.stdin?.end();
  }
}

const edit = (file: string, change: (text: string) => string) => {
  const path = join(copy, file);
  const before = readFileSync(path, 'utf8');
  const after = change(before);
  expect(after).not.toBe(before);
  writeFileSync(path, after);
};

const probes: Probe[] = [];

beforeAll(async () => {
  // Two concurrent starts with an empty cache.
  probes.push(new Probe(), new Probe());
  const both = await Promise.all(probes.map((probe) => probe.ask({ name: 'get-health' })));
  const [one, other] = both.map(({ reload }) => reload);
  expect(one?.code).toBe(other?.code);
  expect(one?.code).toContain('module.exports=');
});
afterAll(() => {
  for (const probe of probes) probe.end();
  rmSync(copy, { recursive: true });
});

const asked = (name: string, more: Omit<ProbeRequest, 'name'> = {}) => {
  const [probe] = probes;
  if (probe === undefined) throw new Error('it did not start');
  return probe.ask({ name, ...more });
};

const nothing = { synthesised: 0, built: [] };

describe('the cache of builds', () => {
  it('serves starts and reloads after two concurrent starts have filled it', async () => {
    const { reload, start } = await asked('get-health');
    expect([reload, start]).toEqual([expect.objectContaining(nothing), expect.objectContaining(nothing)]);
  });

  /** Pages are in the code of their function as gzip in base64. */
  const unpacked = (code = '') =>
    code.replaceAll(/H4sI[\w+/=]+/g, (packed) => gunzipSync(Buffer.from(packed, 'base64')).toString());

  const mark = (text: string) => (before: string) => `${before}\nconsole.log('${text}');\n`;

  it.each<[string, string, string, (before: string) => string, string]>([
    ['a function', 'get-health', 'functions/health/get-health.ts', mark('edit of a function'), 'edit of a function'],
    ['the domain', 'create-payment', 'src/domain/money.ts', mark('edit of the domain'), 'edit of the domain'],
    ['a contract', 'create-payment', 'src/contracts/payments.ts', mark('edit of a contract'), 'edit of a contract'],
    [
      'generated code',
      'customers-create-payment',
      'generated/messages.ts',
      mark('edit of generated code'),
      'edit of generated code',
    ],
    [
      'the explorer',
      'get-explorer',
      'explorer/page.html',
      (text) => text.replace('</title>', ' (edited)</title>'),
      '(edited)</title>',
    ],
    [
      'a dependency',
      'requestor-graphql',
      `node_modules/${dependency}/lib/handler.mjs`,
      mark('edit of a dependency'),
      'edit of a dependency',
    ],
  ])('lets a reload and a start see an edit of %s', async (_, name, file, change, seen) => {
    expect(unpacked((await asked(name)).start.code)).not.toContain(seen);
    edit(file, change);
    const { reload, start } = await asked(name);
    expect(unpacked(reload.code)).toContain(seen);
    expect(start).toEqual({ ...reload, ...nothing });
    // Functions that were called before and contain the edit are rebuilt too; templates are not synthesised again.
    expect(reload.built).toContain(name);
    expect(reload.synthesised).toBe(0);
  });

  it('rebuilds only functions that use a dependency whose version changes', async () => {
    await asked('requestor-graphql');
    edit(`node_modules/${dependency}/package.json`, (text) =>
      text.replace(/"version": "[^"]*"/, '"version": "99.0.0"'),
    );
    expect((await asked('requestor-graphql')).reload.built).toEqual(['requestor-graphql']);
  });

  it('does not rebuild a file whose edit is undone', async () => {
    await asked('get-health');
    const file = join('functions', 'health', 'get-health.ts');
    const before = readFileSync(join(copy, file), 'utf8');
    edit(file, mark('edit and undo'));
    expect((await asked('get-health')).reload.built).toEqual(['get-health']);
    writeFileSync(join(copy, file), before);
    expect((await asked('get-health')).reload).toMatchObject(nothing);
  });

  it('lets a reload and a start see an edit of lib/ without rebuilding functions', async () => {
    edit(join('lib', 'service-function.ts'), (text) => text.replace('memoryMib = 512', 'memoryMib = 640'));
    const { reload, start } = await asked('get-health');
    expect(reload).toMatchObject({ memoryMb: 640, synthesised: 1, built: [] });
    expect(start).toMatchObject({ memoryMb: 640, ...nothing });
  });

  it('lets a reload and a start see an edit of cdk.json', async () => {
    edit('cdk.json', (text) => text.replace('"context": {', '"context": { "logLevel": "DEBUG",'));
    const { reload, start } = await asked('get-health', { dry: true });
    expect([reload.synthesised, start.synthesised]).toEqual([1, 1]);
    edit('cdk.json', (text) => text.replace('"context": { "logLevel": "DEBUG",', '"context": {'));
    expect((await asked('get-health', { dry: true })).reload).toMatchObject(nothing);
  });

  it('lets a start see another context', async () => {
    const { reload, start } = await asked('get-health', { dry: true, context: { logLevel: 'WARN' } });
    expect([reload.synthesised, start.synthesised]).toEqual([0, 1]);
  });
});
