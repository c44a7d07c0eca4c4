import { startEnvironment } from '../../tools/start/environment.ts';
import { variables } from './target.ts';

/**
 * Starts one environment for all suites that do not need their own; each uses its own keys, orders and trips. It has no
 * rate limit, because several suites send requests at once.
 */
export async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env[variables.url]) return undefined;
  const { urls, others, stop } = await startEnvironment({ ports: [0], context: { rateLimitEnabled: 'false' } });
  // Inherited by the test processes.
  Object.assign(process.env, {
    [variables.url]: urls[0],
    [variables.requestor]: others.requestor,
    [variables.notifications]: others.stubs.notifications,
    [variables.grpc]: others.grpc[0],
  });
  return stop;
}
