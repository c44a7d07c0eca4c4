import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { startEdge } from '../../edge/server.ts';
import { CommandRefusal } from '../../hermetic/process/command.ts';
import { readDeployedApis } from '../../tools/deploy/outputs.ts';
import { type Signing, startSigningProxy } from './signing-proxy.ts';
import type { TargetName } from './target.ts';
import { variables } from './target-variables.ts';

/** Environment variables for the tests, and the proxies and the edge behind them. */
export type OpenStage = Readonly<{ environment: Readonly<Record<string, string>>; close(): Promise<void> }>;

type StageSelection = Readonly<{ target: Exclude<TargetName, 'local'>; stage: string; url: string | undefined }>;

/** Starts signing proxies to the APIs of a stage that was deployed from this directory, and a gRPC edge. */
export async function openDeployedStage({ target, stage, url }: StageSelection): Promise<OpenStage> {
  const endpoint = target === 'aws' ? undefined : (url ?? process.env.AWS_ENDPOINT_URL ?? 'http://localhost:4566');
  const { region, api, requestor, notifications } = readDeployedApis(endpoint ?? 'aws', stage, endpoint);
  if (requestor === undefined || notifications === undefined) {
    throw new CommandRefusal(
      `Stage ${stage} keeps its data: the suite writes payments and needs the stubs of a sandbox.`,
    );
  }
  const client = new DynamoDBClient({ region });
  const credentials = () => client.config.credentials();
  // MiniStack decodes binary bodies only if the client sends Accept. AWS decodes them if all media types are binary.
  const defaultHeaders = target === 'ministack' ? { Accept: '*/*' } : {};
  const proxyTo = (address: string, service: Signing['service'] = 'execute-api') =>
    startSigningProxy(address, { credentials, region, service, defaultHeaders });
  const proxies = {
    url: await proxyTo(api),
    requestor: await proxyTo(requestor),
    notifications: await proxyTo(notifications),
    lambda: await proxyTo(endpoint ?? `https://lambda.${region}.amazonaws.com`, 'lambda'),
  };
  const edge = await startEdge({ upstream: api, ports: [0], sign: credentials });
  return {
    environment: {
      ...(endpoint === undefined ? {} : { AWS_ENDPOINT_URL: endpoint }),
      [variables.target]: target,
      [variables.stage]: stage,
      [variables.url]: proxies.url.url,
      [variables.requestor]: proxies.requestor.url,
      [variables.notifications]: proxies.notifications.url,
      [variables.lambda]: proxies.lambda.url,
      [variables.grpc]: `127.0.0.1:${edge.ports[0]}`,
    },
    async close() {
      await edge.stop(1_000);
      for (const { close } of Object.values(proxies)) close();
      client.destroy();
    },
  };
}
