import { join } from 'node:path';
import { virtualEnvironment } from '../python.ts';
import { directory, type Judge, startJudge } from './judge.ts';

/**
 * Its own command line listens on every interface, and writes all that it holds to a file in /tmp with every change. Only
 * these two things are different here.
 */
const program = `
import sys
from aiohttp import web
from localstripe.resources import store
from localstripe.server import app
store.dump_to_disk = lambda: None
web.run_app(app, host='127.0.0.1', port=int(sys.argv[1]), access_log=None)
`;

/**
 * localstripe 1.15.10 (GPL-3.0, hence run and never shipped): the state machine of intents, without idempotency keys, as
 * Stripe is once it has forgotten them.
 */
export async function startLocalstripe(): Promise<Judge> {
  const requirements = join(import.meta.dirname, 'localstripe-requirements.txt');
  const programs = await virtualEnvironment(join(directory, 'venv'), requirements, 'localstripe');
  return startJudge('localstripe', join(programs, 'python'), (port) => ['-c', program, String(port)]);
}
