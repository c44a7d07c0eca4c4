import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Asked, Probed } from '../support/cache-probe.ts';
import { ChildProgram } from '../support/child-program.ts';
import { copyOfProject } from '../support/project-copy.ts';

/** The package whose version the test changes. */
const dependency = 'graphql-http';
const copy = copyOfProject({ files: ['test/support/cache-probe.ts'], packages: [dependency] });

type Both = Readonly<{ reload: Probed; start: Probed }>;

/** A process in the copy of the project that reloads, and starts, when it is asked to. */
class Probe {
  readonly #program = new ChildProgram([join('test', 'support', 'cache-probe.ts')], { cwd: copy, stdin: 'pipe' });

  async ask(asked: Asked): Promise<Both> {
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
  // Two starts at once, while the cache is empty.
  probes.push(new Probe(), new Probe());
  const both = await Promise.all(probes.map((probe) => probe.ask({ name: 'get-health' })));
  const [one, other] = both.map(({ reload }) => reload);
  expect(one?.code).toBe(other?.code);
  expect(one?.code).toContain('module.exports=');
}, 120_000);
afterAll(() => {
  for (const probe of probes) probe.end();
  rmSync(copy, { recursive: true });
});

const asked = (name: string, more: Omit<Asked, 'name'> = {}) => {
  const [probe] = probes;
  if (probe === undefined) throw new Error('it did not start');
  return probe.ask({ name, ...more });
};

const nothing = { synthesised: 0, built: [] };

describe('the cache', () => {
  it('serves starts and reloads after two starts at once have filled it', async () => {
    const { reload, start } = await asked('get-health');
    expect([reload, start]).toEqual([expect.objectContaining(nothing), expect.objectContaining(nothing)]);
  });

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
  ])('has a reload and a start see an edit of %s', async (_, name, file, change, seen) => {
    expect((await asked(name)).start.code).not.toContain(seen);
    edit(file, change);
    const { reload, start } = await asked(name);
    expect(reload.code).toContain(seen);
    expect(start).toEqual({ ...reload, ...nothing });
    // What was called before is built as well, where the edit is in it; the templates are not made again.
    expect(reload.built).toContain(name);
    expect(reload.synthesised).toBe(0);
  });

  it('builds again what uses a dependency whose version changes, and nothing else', async () => {
    await asked('requestor-graphql');
    edit(`node_modules/${dependency}/package.json`, (text) =>
      text.replace(/"version": "[^"]*"/, '"version": "99.0.0"'),
    );
    expect((await asked('requestor-graphql')).reload.built).toEqual(['requestor-graphql']);
  });

  it('does not build again what is edited back to what it was', async () => {
    await asked('get-health');
    const file = join('functions', 'health', 'get-health.ts');
    const before = readFileSync(join(copy, file), 'utf8');
    edit(file, mark('edit and undo'));
    expect((await asked('get-health')).reload.built).toEqual(['get-health']);
    writeFileSync(join(copy, file), before);
    expect((await asked('get-health')).reload).toMatchObject(nothing);
  });

  it('has a reload and a start see an edit of lib/, and builds nothing again for it', async () => {
    edit(join('lib', 'service-function.ts'), (text) => text.replace('memorySize: 512', 'memorySize: 640'));
    const { reload, start } = await asked('get-health');
    expect(reload).toMatchObject({ memoryMb: 640, synthesised: 1, built: [] });
    expect(start).toMatchObject({ memoryMb: 640, ...nothing });
  });

  it('has a reload and a start see an edit of cdk.json', async () => {
    edit('cdk.json', (text) => text.replace('"context": {', '"context": { "logLevel": "DEBUG",'));
    const { reload, start } = await asked('get-health', { dry: true });
    expect([reload.synthesised, start.synthesised]).toEqual([1, 1]);
    edit('cdk.json', (text) => text.replace('"context": { "logLevel": "DEBUG",', '"context": {'));
    expect((await asked('get-health', { dry: true })).reload).toMatchObject(nothing);
  });

  it('has a start with another context see it', async () => {
    const { reload, start } = await asked('get-health', { dry: true, context: { logLevel: 'WARN' } });
    expect([reload.synthesised, start.synthesised]).toEqual([0, 1]);
  });
});
