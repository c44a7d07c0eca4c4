import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '../hermetic/process/command.ts';
import { runProgram } from '../tools/deploy/run-program.ts';

/** Of MiniStack and localstripe. */
const oldest = [3, 10] as const;

/**
 * Makes a virtual environment with what a file of requirements pins, unless it is there already, and gives the folder of
 * its programs. Refuses where no Python is that can.
 */
export async function virtualEnvironment(
  directory: string,
  requirements: string,
  forWhat = 'MiniStack',
): Promise<string> {
  const programs = join(directory, process.platform === 'win32' ? 'Scripts' : 'bin');
  const installed = join(directory, 'requirements.txt');
  const wanted = readFileSync(requirements, 'utf8');
  if (existsSync(installed) && readFileSync(installed, 'utf8') === wanted) return programs;
  const python = pythonOf(forWhat);
  console.log(`Making a virtual environment in ${directory}…`);
  rmSync(directory, { recursive: true, force: true });
  try {
    await runProgram(python, ['-m', 'venv', directory], process.env);
  } catch (cause) {
    throw new Refusal('Python cannot make a virtual environment (on Debian and Ubuntu: apt install python3-venv)', 1, {
      cause,
    });
  }
  const quietly = ['--quiet', '--disable-pip-version-check', '--no-input', '--no-deps'];
  await runProgram(join(programs, 'python'), ['-m', 'pip', 'install', ...quietly, '-r', requirements], process.env);
  // Last, so that half an installation is not taken for a whole one.
  cpSync(requirements, installed);
  return programs;
}

export const hasPython = (): boolean => findPython() !== undefined;

function pythonOf(forWhat: string): string {
  const python = findPython();
  if (python !== undefined) return python;
  const missing = `Python ${oldest.join('.')} or newer is not here`;
  throw new Refusal(`${missing}, and ${forWhat} needs it: https://www.python.org`, 1);
}

const findPython = (): string | undefined =>
  ['python3', 'python'].find((python) => {
    const [major = 0, minor = 0] = versionOf(python);
    return major === oldest[0] && minor >= oldest[1];
  });

function versionOf(python: string): number[] {
  try {
    const version = execFileSync(python, ['-c', 'import sys; print(*sys.version_info[:2])'], { stdio: 'pipe' });
    return String(version).trim().split(' ').map(Number);
  } catch {
    return [];
  }
}
