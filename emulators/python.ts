import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CommandRefusal } from '../hermetic/process/command.ts';
import { runProgram } from '../tools/deploy/run-program.ts';

/** Required by MiniStack and localstripe. */
const minimumVersion = [3, 10] as const;

/**
 * Creates a virtual environment with the pinned requirements, unless it exists. Resolves with the folder of its programs.
 * Throws Refusal if there is no suitable Python.
 */
export async function virtualEnvironment(
  directory: string,
  requirements: string,
  neededBy = 'MiniStack',
): Promise<string> {
  const programs = join(directory, process.platform === 'win32' ? 'Scripts' : 'bin');
  const installed = join(directory, 'requirements.txt');
  const wanted = readFileSync(requirements, 'utf8');
  if (existsSync(installed) && readFileSync(installed, 'utf8') === wanted) return programs;
  const python = pythonOf(neededBy);
  console.log(`Creating a virtual environment in ${directory}…`);
  rmSync(directory, { recursive: true, force: true });
  try {
    await runProgram(python, ['-m', 'venv', directory], process.env);
  } catch (cause) {
    throw new CommandRefusal(
      'Python cannot create a virtual environment (Debian and Ubuntu: apt install python3-venv)',
      1,
      {
        cause,
      },
    );
  }
  const quietly = ['--quiet', '--disable-pip-version-check', '--no-input', '--no-deps'];
  await runProgram(join(programs, 'python'), ['-m', 'pip', 'install', ...quietly, '-r', requirements], process.env);
  // Last, because its presence marks a complete installation.
  cpSync(requirements, installed);
  return programs;
}

export const hasPython = (): boolean => findPython() !== undefined;

function pythonOf(neededBy: string): string {
  const python = findPython();
  if (python !== undefined) return python;
  throw new CommandRefusal(
    `${neededBy} needs Python ${minimumVersion.join('.')} or newer, which is not installed: https://www.python.org`,
    1,
  );
}

const findPython = (): string | undefined =>
  ['python3', 'python'].find((python) => {
    const [major = 0, minor = 0] = versionOf(python);
    return major === minimumVersion[0] && minor >= minimumVersion[1];
  });

function versionOf(python: string): number[] {
  try {
    const version = execFileSync(python, ['-c', 'import sys; print(*sys.version_info[:2])'], { stdio: 'pipe' });
    return String(version).trim().split(' ').map(Number);
  } catch {
    return [];
  }
}
