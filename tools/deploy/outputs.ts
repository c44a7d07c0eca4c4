import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandRefusal } from '../../hermetic/process/command.ts';

const root = join(import.meta.dirname, '../..');

/** File with the outputs of a stage's stacks. `place` is `aws`, or an emulator's URL. */
export const outputsFile = (place: string, stage: string): string =>
  join(root, '.build', 'deployed', `${place.replace(/\W+/g, '-')}-${stage}.json`);

/** Outputs by stack and name. */
export type Outputs = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** URLs of a stage's APIs, without a trailing slash. Stages that keep their data have no doubles. */
export type DeployedApis = Readonly<{
  region: string;
  api: string;
  /** Command that prints the API key, if the API requires one. */
  showKey: string | undefined;
  requestor: string | undefined;
  trips: string | undefined;
  notifications: string | undefined;
}>;

/** LocalStack's host has no region and a port. */
const executeApi =
  /^https:\/\/([a-z0-9]+)\.execute-api\.(?:localhost\.localstack\.cloud:\d+|([a-z0-9-]+)\.[a-z.]+)\/[^/]+/;

/**
 * Reads a stage's APIs from the outputs of its stacks. The outputs contain URLs of AWS; an emulator serves the APIs under
 * `endpoint`. Throws Refusal if there is no API.
 */
export function deployedApis(outputs: Outputs, stage: string, endpoint?: string): DeployedApis {
  const find = (stack: string, output: string) => {
    const value = outputOf(outputs, stage, stack, output) ?? '';
    const [address, id, region = 'us-east-1'] = executeApi.exec(value) ?? [];
    if (address === undefined) return undefined;
    return { region, address: endpoint === undefined ? address : `${endpoint}/_aws/execute-api/${id}/${stage}` };
  };
  const api = find('api', 'ApiEndpoint');
  if (api === undefined) throw new CommandRefusal(`The outputs of stage ${stage} contain no API. Deploy it again.`, 1);
  return {
    region: api.region,
    api: api.address,
    showKey: outputOf(outputs, stage, 'api', 'KeyHowToRead'),
    requestor: find('requestor', 'ApiEndpoint')?.address,
    trips: find('stubs', 'TripsEndpoint')?.address,
    notifications: find('stubs', 'NotificationsApiEndpoint')?.address,
  };
}

/** CDK appends a hash to the name of an output. */
function outputOf(outputs: Outputs, stage: string, stack: string, output: string): string | undefined {
  const all = Object.entries(outputs[`payment-service-${stage}-${stack}`] ?? {});
  return all.find(([name]) => name.startsWith(output))?.[1];
}

/** The APIs of a stage that was deployed from this directory. Throws Refusal if it was not. */
export function readDeployedApis(place: string, stage: string, endpoint?: string): DeployedApis {
  const file = outputsFile(place, stage);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new CommandRefusal(`Stage ${stage} was not deployed to ${place} from this directory: there is no ${file}`, 1);
  }
  return deployedApis(JSON.parse(text) as Outputs, stage, endpoint);
}
