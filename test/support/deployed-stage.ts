import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { startEdge } from '../../edge/server.ts';
import { Refusal } from '../../hermetic/process/command.ts';
import { readDeployedApis } from '../../tools/deploy/outputs.ts';
import { type Signing, startSigningProxy } from './signing-proxy.ts';
import { type TargetName, variables } from './target.ts';

/** The variables that tell the tests where a stage is, and what stands in between. */
export type OpenStage = Readonly<{ environment: Readonly<Record<string, string>>; close(): Promise<void> }>;

type StageSelection = Readonly<{ target: Exclude<TargetName, 'local'>; stage: string; url: string | undefined }>;

/** Opens doors to the APIs of a stage that was deployed from here, and a gRPC edge before it. */
export async function openDeployedStage({ target, stage, url }: StageSelection): Promise<OpenStage> {
  const endpoint = target === 'aws' ? undefined : (url ?? process.env.AWS_ENDPOINT_URL ?? 'http://localhost:4566');
  const { region, api, requestor, notifications } = readDeployedApis(endpoint ?? 'aws', stage, endpoint);
  if (requestor === undefined || notifications === undefined) {
    throw new Refusal(`Stage ${stage} keeps its data: the suite writes payments, and wants the stubs of a sandbox.`);
  }
  const client = new DynamoDBClient({ region });
  const credentials = () => client.config.credentials();
  // MiniStack decodes a binary answer only for who names a media type; on AWS that is so unless all of them are binary.
  const otherwise = target === 'ministack' ? { Accept: '*/*' } : {};
  const door = (address: string, service: Signing['service'] = 'execute-api') =>
    startSigningProxy(address, { credentials, region, service, otherwise });
  const doors = {
    url: await door(api),
    requestor: await door(requestor),
    notifications: await door(notifications),
    lambda: await door(endpoint ?? `https://lambda.${region}.amazonaws.com`, 'lambda'),
  };
  const edge = await startEdge({ upstream: api, ports: [0], sign: credentials });
  return {
    environment: {
      ...(endpoint === undefined ? {} : { AWS_ENDPOINT_URL: endpoint }),
      [variables.target]: target,
      [variables.stage]: stage,
      [variables.url]: doors.url.url,
      [variables.requestor]: doors.requestor.url,
      [variables.notifications]: doors.notifications.url,
      [variables.lambda]: doors.lambda.url,
      [variables.grpc]: `127.0.0.1:${edge.ports[0]}`,
    },
    async close() {
      await edge.stop(1_000);
      for (const { close } of Object.values(doors)) close();
      client.destroy();
    },
  };
}
