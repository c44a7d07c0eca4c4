import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { allPages, root } from './pages.ts';

const scripts: Readonly<Record<string, string>> = packageJson.scripts;
const run = promisify(execFile);

/** `flags` are those behind `--`, which the script itself reads. */
type Command = Readonly<{ script: string; flags: readonly string[] }>;

/** The npm scripts that a piece of code runs. */
function commandsIn(code: string): readonly Command[] {
  const commands = code
    .replaceAll(/\\\n\s*/g, ' ')
    .matchAll(/\bnpm (?:run (?:-s |--silent )?([a-z][\w:-]*)|(start|test))([^\n#&|`]*)/g);
  return (
    [...commands]
      // `npm run localstack:…` stands for several.
      .filter(([, script = '']) => !script.endsWith(':'))
      .map(([, script, short, rest = '']) => {
        const [, own = ''] = rest.split(/ -- /, 2);
        const flags = own.split(/\s+/).filter((word) => /^--?[a-z]/.test(word));
        return { script: script ?? short ?? '', flags: flags.map((flag) => flag.split('=')[0] ?? flag) };
      })
  );
}

/** The changelog and the decisions tell what was so then. */
const isHistory = (file: string) => file === 'CHANGELOG.md' || file.startsWith('docs/decisions/');
const commands = allPages()
  .filter(({ file }) => !isHistory(file))
  .flatMap(({ file, code }) => code.flatMap(({ text }) => commandsIn(text)).map((command) => ({ file, ...command })));

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
  it('are found', () => {
    expect(commands.length).toBeGreaterThan(50);
  });

  it('are scripts of package.json', () => {
    const unknown = commands.filter(({ script }) => scripts[script] === undefined);
    expect(unknown).toEqual([]);
  });

  it('have only options that the --help of their script lists', () => {
    const unknown = commands.flatMap(({ file, script, flags }) =>
      flags.filter((flag) => !knows(helps.get(script) ?? '', flag)).map((flag) => `${file}: npm run ${script} ${flag}`),
    );
    expect(unknown).toEqual([]);
  });

  it.each<[string, readonly Command[]]>([
    ['npm run clock -- advance 2h', [{ script: 'clock', flags: [] }]],
    ['npm ci && npm start   # --not-this', [{ script: 'start', flags: [] }]],
    [
      'npm run deploy -- --stage a \\\n  -c b=c && npm test',
      [
        { script: 'deploy', flags: ['--stage', '-c'] },
        { script: 'test', flags: [] },
      ],
    ],
    ['npm run localstack:…', []],
  ])('are read from %j', (code, expected) => {
    expect(commandsIn(code)).toEqual(expected);
  });
});
