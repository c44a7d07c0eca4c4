import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { commands, scripts } from './npm-commands.ts';
import { root } from './pages.ts';

const run = promisify(execFile);

const helps = new Map<string, string>();
beforeAll(async () => {
  const asked = new Set(commands.filter(({ flags }) => flags.length > 0).map(({ script }) => script));
  await Promise.all([...asked].map(async (script) => helps.set(script, await helpOf(script))));
});

async function helpOf(script: string): Promise<string> {
  const [program, ...words] = scripts[script]?.split(' ') ?? [];
  if (program !== 'node') return '';
  const { stdout } = await run(process.execPath, [...words, '--help'], { cwd: root });
  return stdout;
}

const knows = (help: string, flag: string) => help.split(/[\s,]+/).includes(flag);

describe('npm commands in the docs', () => {
  it('have only options that the --help of their script lists', () => {
    const unknown = commands.flatMap(({ file, script, flags }) =>
      flags.filter((flag) => !knows(helps.get(script) ?? '', flag)).map((flag) => `${file}: npm run ${script} ${flag}`),
    );
    expect(unknown).toEqual([]);
  });
});
