import { execFile } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');

/** One error of the compiler. `file` is relative to the project, `line` counts from 1. */
export type Diagnostic = Readonly<{ file: string; line: number; message: string }>;

const pattern = /^(?<file>[^\s(]+)\((?<line>\d+),\d+\): error (?<message>TS\d+: .*(\r?\n .*)*)/gm;

/** Compiles a copy of the project and gives its errors. */
export async function typeCheck(directory: string): Promise<readonly Diagnostic[]> {
  // The next time, only what changed is compiled, and what depends on it.
  const options = ['--noEmit', '--incremental', '--tsBuildInfoFile', 'tsconfig.tsbuildinfo'];
  const { output, failed } = await run([tsc, ...options, '-p', '.'], directory);
  const found = [...output.matchAll(pattern)].map(({ groups }) => ({
    file: groups?.file ?? '',
    line: Number(groups?.line),
    message: groups?.message ?? '',
  }));
  if (failed && found.length === 0) throw new Error(`tsc did not compile anything: ${output}`);
  return found;
}

/** Runs tests of a copy of the project. Rejects with what Vitest wrote if one fails. */
export async function runTests(directory: string, files: readonly string[]): Promise<void> {
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const { output, failed } = await run(
    [vitest, 'run', '--reporter=dot', '--passWithNoTests=false', ...files],
    directory,
  );
  if (failed) throw new Error(output);
}

function run(args: readonly string[], cwd: string): Promise<Readonly<{ output: string; failed: boolean }>> {
  // This process is a worker of Vitest, and a Vitest that it starts must not take itself for one.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST')));
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd, env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) =>
      resolve({ output: stdout + stderr, failed: error !== null }),
    );
  });
}
