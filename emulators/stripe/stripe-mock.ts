import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from '../../tools/deploy/run-program.ts';
import { directory, type Judge, startJudge } from './judge.ts';

/** The OpenAPI description within is of the API version that the adapter pins. */
const version = 'v0.203.0';

export function hasGo(): boolean {
  try {
    execFileSync('go', ['version'], { stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
}

/** Stripe's own stripe-mock: knows every parameter, and has no state. */
export async function startStripeMock(): Promise<Judge> {
  const programs = join(directory, `stripe-mock-${version}`);
  const program = join(programs, process.platform === 'win32' ? 'stripe-mock.exe' : 'stripe-mock');
  if (!existsSync(program)) {
    console.log(`Building stripe-mock ${version}…`);
    // The Go that is here, or none: it would fetch another one.
    const env = { ...process.env, GOBIN: programs, GOTOOLCHAIN: 'local' };
    await runProgram('go', ['install', `github.com/stripe/stripe-mock@${version}`], env);
  }
  return startJudge('stripe-mock', program, (port) => ['-http-addr', `127.0.0.1:${port}`]);
}
