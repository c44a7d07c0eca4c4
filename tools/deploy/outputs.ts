import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '../../hermetic/process/command.ts';

const root = join(import.meta.dirname, '../..');

/** Where the CDK writes the outputs of a stage's stacks. `place` is `aws`, or an emulator's address. */
export const outputsFile = (place: string, stage: string): string =>
  join(root, '.build', 'deployed', `${place.replace(/\W+/g, '-')}-${stage}.json`);

/** Outputs by stack and name. */
export type Outputs = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Where a stage's APIs are, without a slash at the end; kept stages have none but the first. */
export type DeployedApis = Readonly<{
  region: string;
  api: string;
  /** The command that shows the API's key, where callers need one. */
  showKey: string | undefined;
  requestor: string | undefined;
  trips: string | undefined;
  notifications: string | undefined;
}>;

/** LocalStack gives its own address, without a region and with a port. */
const executeApi =
  /^https:\/\/([a-z0-9]+)\.execute-api\.(?:localhost\.localstack\.cloud:\d+|([a-z0-9-]+)\.[a-z.]+)\/[^/]+/;

/**
 * Finds a stage's APIs in the outputs of its stacks. An emulator at `endpoint` serves them under its own address, though
 * the outputs have that of AWS. Refuses outputs that name no API.
 */
export function deployedApis(outputs: Outputs, stage: string, endpoint?: string): DeployedApis {
  const find = (stack: string, output: string) => {
    const value = outputOf(outputs, stage, stack, output) ?? '';
    const [address, id, region = 'us-east-1'] = executeApi.exec(value) ?? [];
    if (address === undefined) return undefined;
    return { region, address: endpoint === undefined ? address : `${endpoint}/_aws/execute-api/${id}/${stage}` };
  };
  const api = find('api', 'ApiEndpoint');
  if (api === undefined) throw new Refusal(`The outputs of stage ${stage} do not say where its API is.`, 1);
  return {
    region: api.region,
    api: api.address,
    showKey: outputOf(outputs, stage, 'api', 'KeyHowToRead'),
    requestor: find('requestor', 'ApiEndpoint')?.address,
    trips: find('stubs', 'TripsEndpoint')?.address,
    notifications: find('stubs', 'NotificationsApiEndpoint')?.address,
  };
}

/** CDK puts a hash behind the name that an output was given. */
function outputOf(outputs: Outputs, stage: string, stack: string, output: string): string | undefined {
  const all = Object.entries(outputs[`payment-service-${stage}-${stack}`] ?? {});
  return all.find(([name]) => name.startsWith(output))?.[1];
}

/** Where the APIs are that were deployed to a place from this directory; refuses if none were. */
export function readDeployedApis(place: string, stage: string, endpoint?: string): DeployedApis {
  const file = outputsFile(place, stage);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new Refusal(`Stage ${stage} was not deployed to ${place} from here: there is no ${file}`, 1);
  }
  return deployedApis(JSON.parse(text) as Outputs, stage, endpoint);
}
