import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { copyOfProject } from '../support/project-copy.ts';
import { runTests, typeCheck } from '../support/type-check.ts';

/** Other folders that `tsc` compiles and the tests load. */
const more = ['bench', 'emulators', 'prove', 'test', 'events', 'proto', 'third-party', 'buf.yaml', 'buf.gen.yaml'];

const copy = copyOfProject({ files: [...more, 'vitest.config.ts'] });
afterAll(() => rmSync(copy, { recursive: true }));

function edit(file: string, change: (text: string) => string): void {
  const before = readFileSync(join(copy, file), 'utf8');
  const after = change(before);
  expect(after, file).not.toBe(before);
  writeFileSync(join(copy, file), after);
}

it('a third processor is its file, its name, a line with its import, and the fixtures of its contract test', async () => {
  const adapter = readFileSync(join(copy, 'test/processor/toy/toy-bank.ts'), 'utf8');
  const moved = adapter.replaceAll('../../../src/processor/', './').replaceAll('../../../src/', '../');
  writeFileSync(join(copy, 'src/processor/toy-bank.ts'), moved);
  rmSync(join(copy, 'test/processor/toy/toy-bank.ts'));
  edit('src/domain/processor-name.ts', (text) => text.replace("'mollie'", "'mollie', 'toy'"));
  for (const file of ['current.ts', 'current-with-events.ts']) {
    edit(`src/processor/${file}`, (text) =>
      text
        .replace(/( {2}mollie: \w+,\n)/, '$1  toy: toyBank,\n')
        .replace(/(import \{ stripe.*\n)/, "$1import { toyBank } from './toy-bank.ts';\n"),
    );
  }
  edit('test/processor/toy/toy-bank.test.ts', (text) =>
    text.replace("'./toy-bank.ts'", "'../../../src/processor/toy-bank.ts'"),
  );
  writeFileSync(
    join(copy, 'test/processor/toy/current.test.ts'),
    `import { expect, it } from 'vitest';
import { World } from '../../support/world.ts';

it('is the processor of a stage that names it, and finishes its payments in others', async () => {
  process.env.PROCESSOR = 'toy';
  const { processors } = await import('../../../src/processor/current.ts');
  const { named, of } = processors(new World().io());
  expect([named('toy')?.name, named('simulated')?.name, of({ processor: 'simulated', account: '', id: '1' }).name]).toEqual(['toy', undefined, 'simulated']);
});
`,
  );
  expect(await typeCheck(copy)).toEqual([]);
  await runTests(copy, ['--project=unit', 'test/processor/toy']);
});
