import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { credentials } from '../../hermetic/engine/credentials.ts';
import { emptyTable } from '../../hermetic/engine/tables.ts';
import { Refusal } from '../../hermetic/process/command.ts';
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
  /** Command that starts it, where it runs on this machine. */
  startedBy?: string;
  client: DynamoDBClient;
  tables: StageTables;
  /** By the name that they are reported by; kept stages have none. */
  stubTables: Readonly<Record<string, string>>;
  /** Empties all of them, and gives the number of items that each had. */
  empty: () => Promise<Readonly<Record<string, number>>>;
}>;

export const targetOptions = {
  target: { type: 'string', default: 'local' },
  url: { type: 'string', default: 'http://localhost:8000' },
  stage: { type: 'string' },
} as const;

const helpWith = (stages: string) => `  --target local       the running environment of npm start (default)
    --url URL          where it runs (http://localhost:8000)
  --target localstack  LocalStack at AWS_ENDPOINT_URL (http://localhost:4566)
  --target ministack   MiniStack there
    --stage NAME       the stage deployed there (sandbox)
  --target aws         the account of your AWS credentials
    --stage NAME       ${stages}`;

export const targetHelp = helpWith('a stage named sandbox or sandbox-…; no other may be touched');

/** Of programs that destroy nothing. */
export const anyStageHelp = helpWith('any stage');

type TargetSelection = Readonly<{ target: string; url: string; stage?: string | undefined }>;
type Variables = Readonly<Record<string, string | undefined>>;

/** Finds the tables that the command line asks for; refuses those whose data must be kept, unless that is no matter. */
export async function targetFrom(
  asked: TargetSelection,
  env: Variables = process.env,
  { alsoKept: allowKept = false }: Readonly<{ alsoKept?: boolean }> = {},
): Promise<Target> {
  switch (asked.target) {
    case 'local':
      return localTarget(asked.url);
    case 'localstack':
      return emulatorTarget('LocalStack', asked.stage ?? 'sandbox', env);
    case 'ministack':
      return emulatorTarget('MiniStack', asked.stage ?? 'sandbox', env);
    case 'aws':
      return awsTarget(asked.stage, allowKept);
    default:
      throw new Refusal(`--target ${asked.target} is none of local, localstack, ministack and aws.`);
  }
}

/** Works in a target's tables, and says what to do when they cannot be reached. */
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
    throw new Refusal(`The environment at ${url} runs stage ${stage}, which is not a local one.`);
  }
  const client = new DynamoDBClient({ endpoint: dynamodbEndpoint, region, credentials });
  return {
    name: `the environment at ${url}`,
    startedBy: 'npm start',
    client,
    tables,
    stubTables,
    empty: () => resetEnvironment(url, { ...tables, ...stubTables }),
  };
}

/** The environment makes its tables anew, and reports them by their whole names. */
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

/** The answer of a running environment to one of its own requests. */
async function fetchFromEnvironment(url: string, path: string, init: RequestInit = {}): Promise<Response> {
  if (!URL.canParse(url)) throw new Refusal(`--url ${url} is not a URL: write it like http://localhost:8000.`);
  const response = await fetch(new URL(path, url), init).catch((error: unknown) => {
    const why = networkSentence(error) ?? 'it cannot be reached';
    throw new Refusal(`No environment runs at ${url} (${why}): start one with npm start, or name it by --url.`, 1);
  });
  if (response.ok && response.headers.get('content-type')?.includes('json')) return response;
  const what = `${url} is no environment of npm start, or one of another version (it answers ${response.status})`;
  throw new Refusal(`${what}: start one, or name it by --url.`, 1);
}

function emulatorTarget(emulator: string, stage: string, env: Variables): Target {
  const endpoint = env.AWS_ENDPOINT_URL || 'http://localhost:4566';
  if (!isLoopback(endpoint)) {
    throw new Refusal(
      `AWS_ENDPOINT_URL ${endpoint} is not on this machine: only a ${emulator} at localhost may be touched.`,
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
  if (stage === undefined) throw new Refusal('--target aws needs --stage, such as --stage sandbox.');
  if (kindOf(stage) !== 'sandbox' && !alsoKept) {
    throw new Refusal(`Stage ${stage} is kept: only stages named sandbox or sandbox-… may be touched.`);
  }
  const client = new DynamoDBClient();
  return { name: `your AWS account, stage ${stage}`, client, ...tablesOf(stage, client) };
}

function tablesOf(stage: string, client: DynamoDBClient): Pick<Target, 'tables' | 'stubTables' | 'empty'> {
  const tables = stageTables(stage);
  const stubTables: Record<string, string> =
    kindOf(stage) === 'kept' ? {} : { 'stub-notifications': stubTableName(stage) };
  const empty = async () => {
    const counts = Object.entries({ ...tables, ...stubTables }).map(
      async ([table, name]) => [table, await emptyTable(client, name)] as const,
    );
    return Object.fromEntries(await Promise.all(counts));
  };
  return { tables, stubTables, empty };
}
