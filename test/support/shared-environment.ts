import { startEnvironment } from '../../tools/start/environment.ts';
import { variables } from './target.ts';

/**
 * One environment for all suites that ask for no environment of their own; each makes its own keys, orders and trips.
 * Without a rate limit, because several suites send at once.
 */
export async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env[variables.url]) return undefined;
  const { urls, others, stop } = await startEnvironment({ ports: [0], context: { rateLimitEnabled: 'false' } });
  // The test processes inherit them.
  Object.assign(process.env, {
    [variables.url]: urls[0],
    [variables.requestor]: others.requestor,
    [variables.notifications]: others.stubs.notifications,
    [variables.grpc]: others.grpc[0],
  });
  return stop;
}
