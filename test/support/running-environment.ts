import { startEdge } from '../../edge/server.ts';
import { CommandRefusal } from '../../hermetic/process/command.ts';
import { requestorApiName, stubApiName } from '../../lib/api-name.ts';
import type { EnvironmentDescription } from '../../tools/app/environment-description.ts';
import type { OpenStage } from './deployed-stage.ts';
import { variables } from './target-variables.ts';

/** Environment variables for tests on a running `npm start`. Starts a gRPC edge of its own. */
export async function openRunningEnvironment(url: string): Promise<OpenStage> {
  const response = await fetch(new URL('/_local/environment', url)).catch((cause: unknown) => {
    throw new CommandRefusal(`No environment is running at ${url}: start one with npm start`, 1, { cause });
  });
  const { stage, addresses } = (await response.json()) as EnvironmentDescription;
  const edge = await startEdge({ upstream: url, ports: [0] });
  return {
    environment: {
      [variables.target]: 'local',
      [variables.stage]: stage,
      [variables.url]: url,
      [variables.requestor]: addresses[requestorApiName(stage)] ?? '',
      [variables.notifications]: addresses[stubApiName(stage, 'notifications')] ?? '',
      [variables.grpc]: `127.0.0.1:${edge.ports[0]}`,
    },
    close: () => edge.stop(1_000),
  };
}
