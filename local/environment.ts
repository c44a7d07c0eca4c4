import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { stageTables } from '../lib/table-name.ts';
import { type Gateway, startGateway } from './api-gateway/gateway.ts';
import { lockData } from './engine/data-lock.ts';
import { startEngine } from './engine/engine.ts';
import { findEngine } from './engine/engine-binary.ts';
import { createTables } from './engine/tables.ts';
import { credentials, type EnvironmentDescription } from './program/environment-description.ts';
import type { Tell } from './program/events.ts';
import { seedTables } from './seed/seeding.ts';
import { givenAssembly, synthesisedAssemblies } from './template/assemblies.ts';
import type { Declared } from './template/declared.ts';
import { region } from './template/physical.ts';

export type EnvironmentOptions = Readonly<{
  /** 0 takes any free port. */
  ports: readonly number[];
  /** Where data is kept; without it, in memory. */
  dataDir?: string | undefined;
  seed?: boolean | undefined;
  /** Execution environments per function. */
  concurrency?: number | undefined;
  /** A cloud assembly of stage `local` that exists already; without it, the app is synthesised. */
  assembly?: string | undefined;
  tell?: Tell | undefined;
  /** Told when the engine ends by itself: without data nothing works any more. */
  onEngineDeath?: ((message: string) => void) | undefined;
}>;

export type Environment = Readonly<{
  urls: readonly string[];
  dynamodbEndpoint: string;
  declared(): Declared;
  gateway: Gateway;
  /** Synthesises again and swaps routes and functions; when that fails, what runs goes on. */
  reload(): Promise<void>;
  /** Ends everything within 5 s: requests in flight have most of that to finish. */
  stop(): Promise<void>;
}>;

const drainMs = 3_000;

/** Starts the whole service on this machine: engine, tables, functions and API, as the CDK app declares them. */
export async function startEnvironment(options: EnvironmentOptions): Promise<Environment> {
  const { ports, dataDir, seed = true, concurrency, assembly: given, tell, onEngineDeath } = options;
  // What is started goes onto this stack: undone in reverse when a later step fails, and by stop().
  await using started = new AsyncDisposableStack();

  const lock = dataDir === undefined ? undefined : await lockData(dataDir);
  if (lock) started.defer(lock.release);
  const assemblies = given === undefined ? synthesisedAssemblies() : givenAssembly(given);
  started.defer(assemblies.removeAll);
  const synthesis = assemblies.next();
  // It is awaited below: until then its failure is not an unhandled one.
  synthesis.catch(() => {});

  const engine = await startEngine(findEngine(), {
    databaseFile: lock?.databaseFile,
    onDeath: onEngineDeath,
  });
  started.defer(engine.stop);
  if (engine.pid !== undefined) lock?.recordEngine(engine.pid);
  const client = new DynamoDBClient({ endpoint: engine.endpoint, region, credentials });
  started.defer(() => client.destroy());

  let assembly = await synthesis;
  await createTables(client, assembly.declared.tables);
  const tables = stageTables(assembly.declared.stage);
  if (seed) await seedTables(client, tables);

  const gateway = await startGateway({
    declared: assembly.declared,
    ports,
    functionEnvironment: {
      AWS_ENDPOINT_URL_DYNAMODB: engine.endpoint,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    },
    ...(concurrency !== undefined && { concurrency }),
    onRequest: (line) => tell?.({ event: 'request', ...line }),
    onFunctionLog: (line) => tell?.({ event: 'log', ...line }),
    describeEnvironment: (): EnvironmentDescription => ({
      stage: assembly.declared.stage,
      dynamodbEndpoint: engine.endpoint,
      tables,
    }),
  });
  started.defer(() => gateway.stop(drainMs));

  const all = started.move();
  return {
    urls: gateway.ports.map((port) => `http://localhost:${port}`),
    dynamodbEndpoint: engine.endpoint,
    declared: () => assembly.declared,
    gateway,
    async reload() {
      const next = await assemblies.next();
      await createTables(client, next.declared.tables);
      await gateway.reload(next.declared);
      // Functions that started a moment ago may still be reading the last one; nobody reads older ones.
      assemblies.keep([assembly, next]);
      assembly = next;
    },
    stop: () => all.disposeAsync(),
  };
}
