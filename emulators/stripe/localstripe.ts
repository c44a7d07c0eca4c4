import { join } from 'node:path';
import { virtualEnvironment } from '../python.ts';
import { directory, type Judge, startJudge } from './judge.ts';

/**
 * Replaces localstripe's command line, which listens on every interface and writes its whole state to /tmp on every change.
 * Everything else is as there.
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
 * Starts localstripe 1.15.10 (GPL-3.0, hence run and never shipped). It has the state machine of intents but no idempotency
 * keys: it behaves like Stripe after the keys have expired.
 */
export async function startLocalstripe(): Promise<Judge> {
  const requirements = join(import.meta.dirname, 'localstripe-requirements.txt');
  const programs = await virtualEnvironment(join(directory, 'venv'), requirements, 'localstripe');
  return startJudge('localstripe', join(programs, 'python'), (port) => ['-c', program, String(port)]);
}
