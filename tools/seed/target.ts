import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { credentials } from '../../hermetic/engine/credentials.ts';
import { emptyTable } from '../../hermetic/engine/tables.ts';
import { CommandRefusal } from '../../hermetic/process/command.ts';
import { isLoopback } from '../../hermetic/process/loopback.ts';
import { networkSentence } from '../../hermetic/process/system-errors.ts';
import { region } from '../../hermetic/template/physical-ids.ts';
import { kindOf } from '../../lib/stage.ts';
import { type StageTables, stageTables, stubTableName } from '../../lib/table-name.ts';
import { type EnvironmentDescription, localHeaders } from '../app/environment-description.ts';
import { targetRefusal } from './target-refusal.ts';

/** The tables of a stage, and a client that reaches them. */
export type Target = Readonly<{
  name: string;
  /** Command that starts it, if it runs on this machine. */
  startedBy?: string;
  client: DynamoDBClient;
  tables: StageTables;
  /** The stage's clock: that of this machine, unless the clock of a local environment was moved. */
  now: () => number;
  /** By their short names; stages that keep their data have none. */
  stubTables: Readonly<Record<string, string>>;
  /** Empties all tables. Resolves with the number of items each had. */
  empty: () => Promise<Readonly<Record<string, number>>>;
}>;

export const targetOptions = {
  target: { type: 'string', default: 'local' },
  url: { type: 'string', default: 'http://localhost:8000' },
  stage: { type: 'string' },
} as const;

const helpWith = (stages: string) => `  --target local       a running npm start (default)
    --url URL          its URL (http://localhost:8000)
  --target localstack  LocalStack at AWS_ENDPOINT_URL (http://localhost:4566)
  --target ministack   MiniStack at the same address
    --stage NAME       the deployed stage (sandbox)
  --target aws         the AWS account of your credentials
    --stage NAME       ${stages}`;

export const targetHelp = helpWith('sandbox or sandbox-…; no other stage is allowed');

/** For programs that destroy no data. */
export const anyStageHelp = helpWith('any stage');

type TargetSelection = Readonly<{ target: string; url: string; stage?: string | undefined }>;
type Variables = Readonly<Record<string, string | undefined>>;

/** Finds the tables that the command line selects. Throws Refusal for a stage that keeps its data, unless `allowKept`. */
export async function targetFrom(
  selection: TargetSelection,
  env: Variables = process.env,
  { alsoKept: allowKept = false }: Readonly<{ alsoKept?: boolean }> = {},
): Promise<Target> {
  switch (selection.target) {
    case 'local':
      return localTarget(selection.url);
    case 'localstack':
      return emulatorTarget('LocalStack', selection.stage ?? 'sandbox', env);
    case 'ministack':
      return emulatorTarget('MiniStack', selection.stage ?? 'sandbox', env);
    case 'aws':
      return awsTarget(selection.stage, allowKept);
    default:
      throw new CommandRefusal(`--target ${selection.target} must be local, localstack, ministack or aws.`);
  }
}

/** Runs `work` on a target's tables; turns connection and permission errors into a Refusal. */
export async function inTables<T>(target: Target, work: (target: Target) => Promise<T>): Promise<T> {
  try {
    return await work(target);
  } catch (cause) {
    throw targetRefusal(cause, target);
  }
}

async function localTarget(url: string): Promise<Target> {
  const { stage, dynamodbEndpoint, tables, stubTables } = await describeEnvironment(url);
  if (kindOf(stage) !== 'local') {
    throw new CommandRefusal(`The environment at ${url} runs stage ${stage}, which is not local.`);
  }
  const clock = await fetchFromEnvironment(url, '/_local/clock');
  const { offset_ms: aheadMs } = (await clock.json()) as Readonly<{ offset_ms: number }>;
  const client = new DynamoDBClient({ endpoint: dynamodbEndpoint, region, credentials });
  return {
    name: `the environment at ${url}`,
    startedBy: 'npm start',
    client,
    tables,
    now: () => Date.now() + aheadMs,
    stubTables,
    empty: () => resetEnvironment(url, { ...tables, ...stubTables }),
  };
}

/** Resets an environment, which recreates its tables and reports them by their full names. */
async function resetEnvironment(
  url: string,
  tables: Readonly<Record<string, string>>,
): Promise<Record<string, number>> {
  const response = await fetchFromEnvironment(url, '/_local/reset', { method: 'POST', headers: localHeaders });
  const deleted = (await response.json()) as Record<string, number>;
  return Object.fromEntries(Object.entries(tables).map(([table, name]) => [table, deleted[name] ?? 0]));
}

async function describeEnvironment(url: string): Promise<EnvironmentDescription> {
  return (await (await fetchFromEnvironment(url, '/_local/environment')).json()) as EnvironmentDescription;
}

/** Calls an endpoint of a running environment. Throws Refusal if there is none. */
async function fetchFromEnvironment(url: string, path: string, init: RequestInit = {}): Promise<Response> {
  if (!URL.canParse(url)) throw new CommandRefusal(`--url ${url} is not a URL: write it like http://localhost:8000.`);
  const response = await fetch(new URL(path, url), init).catch((error: unknown) => {
    const cause = networkSentence(error) ?? 'it cannot be reached';
    throw new CommandRefusal(
      `No environment is running at ${url} (${cause}): start one with npm start, or pass its --url.`,
      1,
    );
  });
  if (response.ok && response.headers.get('content-type')?.includes('json')) return response;
  const problem = `${url} is not an environment of npm start, or runs another version (it answers ${response.status})`;
  throw new CommandRefusal(`${problem}: start one with npm start, or pass its --url.`, 1);
}

function emulatorTarget(emulator: string, stage: string, env: Variables): Target {
  const endpoint = env.AWS_ENDPOINT_URL || 'http://localhost:4566';
  if (!isLoopback(endpoint)) {
    throw new CommandRefusal(
      `AWS_ENDPOINT_URL ${endpoint} is not on this machine: only ${emulator} at localhost is allowed.`,
    );
  }
  const client = new DynamoDBClient({
    endpoint,
    region: env.AWS_REGION || region,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  return {
    name: `${emulator} at ${endpoint}, stage ${stage}`,
    startedBy: `npm run ${emulator.toLowerCase()}:up`,
    client,
    ...tablesOf(stage, client),
  };
}

function awsTarget(stage: string | undefined, alsoKept: boolean): Target {
  if (stage === undefined) throw new CommandRefusal('--target aws needs --stage, such as --stage sandbox.');
  if (kindOf(stage) !== 'sandbox' && !alsoKept) {
    throw new CommandRefusal(`Stage ${stage} keeps its data: only stages named sandbox or sandbox-… are allowed.`);
  }
  const client = new DynamoDBClient();
  return { name: `your AWS account, stage ${stage}`, client, ...tablesOf(stage, client) };
}

function tablesOf(stage: string, client: DynamoDBClient): Pick<Target, 'tables' | 'now' | 'stubTables' | 'empty'> {
  const tables = stageTables(stage);
  const stubTables: Record<string, string> =
    kindOf(stage) === 'kept' ? {} : { 'stub-notifications': stubTableName(stage) };
  const empty = async () => {
    const counts = Object.entries({ ...tables, ...stubTables }).map(
      async ([table, name]) => [table, await emptyTable(client, name)] as const,
    );
    return Object.fromEntries(await Promise.all(counts));
  };
  return { tables, now: Date.now, stubTables, empty };
}
