import { execFile } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '..', '..');
const installed = join(root, '.build', 'bench', 'rivals');
export const pythonSources = join(root, 'bench', 'baselines', 'python');
export const serverlessSources = join(root, 'bench', 'baselines', 'serverless-offline');
export const serverlessDirectory = join(installed, 'serverless');

const run = promisify(execFile);

/** Whether the installation is from this version of the dependency list. */
const isCurrent = (list: string, copy: string): boolean =>
  existsSync(copy) && readFileSync(copy, 'utf8') === readFileSync(list, 'utf8');

/** Installs the Python servers in a virtual environment and returns its bin directory. Rejects if that fails. */
export async function installPython(): Promise<string> {
  const directory = join(installed, 'python');
  const bin = join(directory, process.platform === 'win32' ? 'Scripts' : 'bin');
  const [list, copy] = [join(pythonSources, 'requirements.txt'), join(directory, 'requirements.txt')];
  if (isCurrent(list, copy)) return bin;
  await run('python3', ['-m', 'venv', '--clear', directory]);
  const quietly = ['--quiet', '--disable-pip-version-check', '--only-binary', ':all:'];
  await run(join(bin, 'python'), ['-m', 'pip', 'install', ...quietly, '--requirement', list]);
  copyFileSync(list, copy);
  return bin;
}

/** Installs serverless-offline and returns the program that runs it. Rejects if that fails. Not a dependency of ours. */
export async function installServerless(): Promise<string> {
  const [list, copy] = [join(serverlessSources, 'package.json'), join(serverlessDirectory, 'installed.json')];
  const program = join(serverlessDirectory, 'node_modules', 'serverless', 'bin', 'serverless.js');
  if (isCurrent(list, copy)) return program;
  mkdirSync(serverlessDirectory, { recursive: true });
  copyFileSync(list, join(serverlessDirectory, 'package.json'));
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  await run(npm, ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'], {
    cwd: serverlessDirectory,
    maxBuffer: 2 ** 24,
  });
  copyFileSync(list, copy);
  return program;
}
