import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root, runProgram } from '../../tools/deploy/run-program.ts';
import { instrumentedFile, type Mutant } from './mutants.ts';

const version = '10.1.1';

type Position = Readonly<{ line: number; column: number }>;
type StrykerMutant = Readonly<{
  id: string;
  fileName: string;
  mutatorName: string;
  replacement: string;
  location: Readonly<{ start: Position; end: Position }>;
}>;
type Source = Readonly<{ name: string; content: string }>;
type Instrumenter = Readonly<{
  instrument: (
    files: readonly (Source & Readonly<{ mutate: boolean }>)[],
    options: object,
  ) => Promise<Readonly<{ files: readonly Source[]; mutants: readonly StrykerMutant[] }>>;
}>;

/**
 * Makes the mutants of source files by Stryker's instrumenter: each stays in the code behind a switch, so that one
 * process can run all of them. The instrumented code is written to `instrumentedFile`.
 */
export async function instrument(files: readonly string[]): Promise<readonly Mutant[]> {
  const sources = files.map((name) => ({ name, mutate: true, content: readFileSync(join(root, name), 'utf8') }));
  const options = { ignorers: [], plugins: null, excludedMutations: [], noHeader: false };
  const result = await (await strykersInstrumenter()).instrument(sources, options);
  mkdirSync(dirname(instrumentedFile), { recursive: true });
  writeFileSync(
    instrumentedFile,
    JSON.stringify(Object.fromEntries(result.files.map((one) => [one.name, one.content]))),
  );
  const contents = new Map(sources.map(({ name, content }) => [name, content.split('\n')]));
  return result.mutants.map(({ id, fileName, mutatorName, replacement, location: { start, end } }) => ({
    id,
    file: fileName,
    line: start.line + 1,
    column: start.column + 1,
    mutator: mutatorName,
    code: (contents.get(fileName)?.[start.line] ?? '').trim(),
    original: between(contents.get(fileName) ?? [], start, end),
    replacement,
  }));
}

/** Stryker has 180 packages of its own, for one command that few people run: so it is no dependency of the project. */
async function strykersInstrumenter(): Promise<Instrumenter> {
  const directory = join(root, '.build', 'stryker', version);
  const main = join(directory, 'node_modules', '@stryker-mutator', 'instrumenter', 'dist', 'src', 'index.js');
  if (!existsSync(main)) {
    const options = ['--no-save', '--no-audit', '--no-fund', '--prefix', directory];
    const shell = process.platform === 'win32';
    await runProgram('npm', ['install', ...options, `@stryker-mutator/instrumenter@${version}`], process.env, {
      shell,
    });
  }
  const { Instrumenter } = await import(pathToFileURL(main).href);
  const silent = { debug() {}, info() {}, warn() {}, isDebugEnabled: () => false };
  return new Instrumenter(silent);
}

function between(lines: readonly string[], start: Position, end: Position): string {
  const taken = lines.slice(start.line, end.line + 1);
  const last = taken.at(-1)?.slice(0, end.column) ?? '';
  if (taken.length < 2) return last.slice(start.column);
  return [taken[0]?.slice(start.column), ...taken.slice(1, -1), last].join('\n');
}
