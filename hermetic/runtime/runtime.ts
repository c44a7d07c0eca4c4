import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Gateway, startGateway } from '../api-gateway/gateway.ts';
import { environmentClock } from '../clock/environment-clock.ts';
import type { ClockMove } from '../clock/move-clock.ts';
import { credentials } from '../engine/credentials.ts';
import { startEngine } from '../engine/engine.ts';
import { findEngine } from '../engine/engine-binary.ts';
import { recreateTables } from '../engine/recreate-tables.ts';
import { indexStreamRecords } from '../engine/stream-records.ts';
import { createTables } from '../engine/tables.ts';
import { type DeadLetter, keepLatest } from '../events/dead-letter.ts';
import { startEventSources } from '../events/event-sources.ts';
import { functionEnvironment } from '../lambda/function-environment.ts';
import { startSecretsApi } from '../secrets/secrets-api.ts';
import type { AppDefinition } from '../template/app-definition.ts';
import { region } from '../template/physical-ids.ts';
import { newRunDirectory } from '../template/run-directory.ts';
import { startTraces } from '../traces/traces.ts';
import { reportingBackgroundCalls, reportingBuildFailures } from './reporting.ts';
import type { RuntimeOptions } from './runtime-options.ts';

/** A CDK app that runs on this machine. */
export type Runtime = Readonly<{
  app(): AppDefinition;
  gateway: Gateway;
  dynamodbEndpoint: string;
  /** Stream records that were given up, oldest first. */
  deadLetters: readonly DeadLetter[];
  /** Resolves when functions have handled every stream record of the writes so far. */
  caughtUp(): Promise<void>;
  /** Moves the clock forward; resolves when everything that came due has been done. */
  advanceClock(ms: number): Promise<ClockMove>;
  /** Milliseconds since the epoch, as the functions see it. */
  now(): number;
  /** Reads the app again and swaps routes and functions. If it does not synthesise or build, the old app goes on. */
  reload(changedFile?: string): Promise<void>;
  /** Ends everything; requests in flight get `drainMs` to finish. */
  stop(drainMs: number): Promise<void>;
}>;

/** Starts an app as its templates declare it: DynamoDB engine, tables, functions, REST APIs, streams and schedules. */
export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  const { assemblies, listeners, localDirectory, data, localHeader, concurrency, extend, events = {} } = options;
  const { inspection, secrets = {} } = options;
  // Undone in reverse order when a later step fails, and by stop().
  await using started = new AsyncDisposableStack();
  started.defer(assemblies.removeAll);
  const synthesis = assemblies.next();
  // Awaited below: until then, its failure must not count as an unhandled rejection.
  synthesis.catch(() => {});

  // A file even if no data is kept: the index of stream records cannot be added to a database in memory.
  const runDirectory = newRunDirectory(localDirectory);
  started.defer(runDirectory.remove);
  const databaseFile = data?.databaseFile ?? join(runDirectory.path, 'data.db');
  const engine = await startEngine(findEngine(), { databaseFile, onUnexpectedExit: events.onEngineExit });
  started.defer(engine.stop);
  if (engine.pid !== undefined) indexStreamRecords(databaseFile);
  const dynamodb = new DynamoDBClient({ endpoint: engine.endpoint, region, credentials });
  started.defer(() => dynamodb.destroy());
  events.onStage?.('engine');

  let assembly = await synthesis;
  events.onStage?.('templates');
  const app = () => assembly.app;
  const clock = environmentClock({ client: dynamodb, file: data?.clockFile, app, eventSources: () => eventSources });
  const deadLetters: DeadLetter[] = [];
  await createTables(dynamodb, assembly.app.tables);
  const { localAnswers = new Map(), ...extension } =
    (await extend?.({
      app,
      dynamodb,
      dynamodbEndpoint: engine.endpoint,
      areTablesNew: data === undefined && engine.pid !== undefined,
      now: clock.now,
      addresses: () => gateway.addresses,
      deadLetters,
      onStop: (stop) => started.defer(async () => void (await stop())),
    })) ?? {};
  events.onStage?.('data');

  const ownDatabase = engine.pid === undefined ? undefined : databaseFile;
  const reset = async () => {
    const answer = await eventSources.whilePaused(() => recreateTables(dynamodb, assembly.app.tables, ownDatabase));
    traces.latest.clear();
    return answer;
  };
  const answers = new Map<string, (body: string) => unknown>([
    ['GET /_local/caught-up', () => eventSources.caughtUp().then(() => ({}))],
    ['POST /_local/reset', reset],
    ['GET /_local/traces', () => ({ traces: traces.latest.all() })],
    ...clock.answers,
    ...localAnswers,
  ]);
  const secretsApi = await startSecretsApi(secrets);
  started.defer(secretsApi.stop);
  const traces = await startTraces(options.collector, (message) => events.onLostSpans?.(message));
  started.defer(traces.stop);
  let drainMs = 0;
  const gateway = await startGateway({
    ...extension,
    app: assembly.app,
    listeners: listeners.listeners,
    opened: listeners,
    functionEnvironment: functionEnvironment(engine.endpoint, secretsApi.endpoint, traces.daemonAddress),
    ...(concurrency !== undefined && { concurrency }),
    inspection,
    prepareCode: reportingBuildFailures(assemblies, events),
    ...(events.onRequest && { onRequest: events.onRequest }),
    ...(events.onFunctionLog && { onFunctionLog: events.onFunctionLog }),
    clockOffsetMs: clock.offsetMs,
    localApi: { answers, header: localHeader },
  });
  started.defer(() => gateway.stop(drainMs));

  const eventSources = startEventSources({
    app: assembly.app,
    endpoint: engine.endpoint,
    invoke: reportingBackgroundCalls(gateway.invoke, app, events),
    onDeadLetter(letter) {
      keepLatest(deadLetters, letter);
      events.onDeadLetter?.(letter);
    },
    log: (functionName, text) => events.onFunctionLog?.({ functionName, text }),
    now: clock.now,
    recordOf: clock.recordOf,
    checkpointFile: data?.checkpointFile,
  });
  // Not awaited: it waits for invocations that stopping the gateway, which comes next, will end.
  started.defer(() => void eventSources.stop());

  const resources = started.move();
  return {
    app,
    gateway,
    dynamodbEndpoint: engine.endpoint,
    deadLetters,
    caughtUp: eventSources.caughtUp,
    advanceClock: (ms) => clock.move((now) => now + ms),
    now: clock.now,
    async reload(changedFile) {
      const next = await assemblies.next(changedFile);
      if (!isDeepStrictEqual(next.app.tables, assembly.app.tables)) await createTables(dynamodb, next.app.tables);
      await gateway.reload(next.app);
      await eventSources.reload(next.app);
      // Functions that started a moment ago may still read the previous assembly; nothing reads older ones.
      assemblies.keep([assembly, next]);
      assembly = next;
    },
    stop(ms) {
      drainMs = ms;
      return resources.disposeAsync();
    },
  };
}
