import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Gateway, startGateway } from '../../hermetic/api-gateway/gateway.ts';
import { environmentClock } from '../../hermetic/clock/environment-clock.ts';
import type { ClockMove } from '../../hermetic/clock/move-clock.ts';
import { credentials } from '../../hermetic/engine/credentials.ts';
import { lockData } from '../../hermetic/engine/data-lock.ts';
import { startEngine } from '../../hermetic/engine/engine.ts';
import { findEngine } from '../../hermetic/engine/engine-binary.ts';
import { engineCalls } from '../../hermetic/engine/engine-calls.ts';
import { recreateTables } from '../../hermetic/engine/recreate-tables.ts';
import { indexStreamRecords } from '../../hermetic/engine/stream-records.ts';
import { createTables } from '../../hermetic/engine/tables.ts';
import { type DeadLetter, keepLatest } from '../../hermetic/events/dead-letter.ts';
import { startEventSources } from '../../hermetic/events/event-sources.ts';
import { functionEnvironment } from '../../hermetic/lambda/function-environment.ts';
import type { AppDefinition } from '../../hermetic/template/app-definition.ts';
import { existingAssembly } from '../../hermetic/template/assemblies.ts';
import { region } from '../../hermetic/template/physical-ids.ts';
import { newRunDirectory, removeDirectory } from '../../hermetic/template/run-directory.ts';
import { localRpcAddress } from '../../lib/services.ts';
import { stageTables, stubTableName } from '../../lib/table-name.ts';
import { localStage } from '../app/project.ts';
import { environmentFaults } from '../faults/environment-faults.ts';
import { startRecording } from '../recorder/recording.ts';
import { seedTables } from '../seed/seeding.ts';
import { summaryOf } from './answer-summary.ts';
import { environmentAnswers } from './environment-answers.ts';
import type { EnvironmentOptions } from './environment-options.ts';
import { reportBackgroundCalls, reportBuildFailures, reportedAssemblies, stageReporter } from './event-reporting.ts';
import { anyPorts, type OtherUrls, servedUrls } from './listeners.ts';
import { openPorts } from './open-ports.ts';
import { stubFunctions } from './stub-functions.ts';

export type Environment = Readonly<{
  /** Of the service's API, in the order of its ports. */
  urls: readonly string[];
  others: OtherUrls;
  dynamodbEndpoint: string;
  app(): AppDefinition;
  gateway: Gateway;
  /** What functions were given too often or too late, oldest first. */
  deadLetters: readonly DeadLetter[];
  /** Resolves when functions have been given all that was written before to tables that they follow. */
  caughtUp(): Promise<void>;
  /** Moves the clock forward by milliseconds; resolves when all that came due by then has been done. */
  advanceClock(ms: number): Promise<ClockMove>;
  /** Milliseconds since the epoch, by the clock that the functions see. */
  now(): number;
  /** Reads the app again and swaps routes and functions; when that fails, what runs goes on. */
  reload(changedFile?: string): Promise<void>;
  /** Ends everything within 5 s: what is in flight has most of that to finish. */
  stop(): Promise<void>;
}>;

const drainMs = 3_000;

/** Starts the whole service on this machine: engine, tables, functions and APIs, as the CDK app declares them. */
export async function startEnvironment(options: EnvironmentOptions): Promise<Environment> {
  const {
    dataDir,
    seed = true,
    concurrency,
    assembly: given,
    emit,
    onEngineExit: onEngineDeath,
    otherPorts = anyPorts,
  } = options;
  // What is started goes onto this stack: undone in reverse when a later step fails, and by stop().
  await using started = new AsyncDisposableStack();

  const lock = dataDir === undefined ? undefined : await lockData(dataDir);
  if (lock) started.defer(lock.release);
  const done = stageReporter(emit);
  const front = await openPorts(localStage, options.ports, otherPorts);
  started.defer(front.abandon);
  done('ports');
  const assemblies = given === undefined ? reportedAssemblies(options.context, emit) : existingAssembly(given);
  started.defer(assemblies.removeAll);
  const synthesis = assemblies.next();
  // It is awaited below: until then its failure is not an unhandled one.
  synthesis.catch(() => {});

  // Data that nobody keeps is in a file all the same: in memory, nobody but the engine could index it.
  const runDirectory = newRunDirectory();
  started.defer(() => removeDirectory(runDirectory));
  const databaseFile = lock?.databaseFile ?? join(runDirectory, 'payments.db');
  const engine = await startEngine(findEngine(), { databaseFile, onUnexpectedExit: onEngineDeath });
  started.defer(engine.stop);
  if (engine.pid !== undefined) indexStreamRecords(databaseFile);
  const client = new DynamoDBClient({ endpoint: engine.endpoint, region, credentials });
  started.defer(() => client.destroy());
  done('engine');

  let assembly = await synthesis;
  done('templates');
  const { stage } = assembly.app;
  await createTables(client, assembly.app.tables);
  const tables = stageTables(stage);
  if (seed) await seedTables(client, tables, { areEmpty: dataDir === undefined && engine.pid !== undefined });
  done('data');

  const deadLetters: DeadLetter[] = [];
  const ownDatabase = engine.pid === undefined ? undefined : databaseFile;
  const reset = () => eventSources.whilePaused(() => recreateTables(client, assembly.app.tables, ownDatabase));
  const clock = environmentClock({
    client,
    file: dataDir && join(dataDir, 'clock.json'),
    app: () => assembly.app,
    eventSources: () => eventSources,
  });
  const faults = environmentFaults(() => assembly.app);
  started.defer(faults.stop);
  const recording = await startRecording(engine.endpoint, options.recordCalls);
  started.defer(recording.stop);
  const calls = engineCalls(engine.endpoint);
  started.defer(calls.close);
  const gateway = await startGateway({
    app: assembly.app,
    listeners: front.listeners.listeners,
    opened: front.listeners,
    addresses: { [localRpcAddress]: recording.rpcAddress(front.upstream, front.rpcAddress) },
    functionEnvironment: functionEnvironment(engine.endpoint),
    variablesOf: recording.variablesOf,
    ...(concurrency !== undefined && { concurrency }),
    prepareCode: reportBuildFailures(assemblies, emit),
    onRequest: (line, response) => emit?.({ event: 'request', ...line, ...summaryOf(response) }),
    onFunctionLog: (line) => emit?.({ event: 'log', ...line }),
    clockOffsetMs: clock.offsetMs,
    faults,
    // Their calls would not be recorded.
    inProcessFunctions: recording.isOn ? undefined : stubFunctions({ engine: calls, now: clock.now }),
    localAnswers: environmentAnswers(
      { caughtUp: () => eventSources.caughtUp(), reset, answers: [clock.answers, faults.answers] },
      () => ({
        stage,
        dynamodbEndpoint: engine.endpoint,
        tables,
        stubTables: { 'stub-notifications': stubTableName(stage) },
        addresses: gateway.addresses,
        deadLetters,
      }),
    ),
  });
  started.defer(async () => {
    await Promise.all([front.edge.stop(drainMs), gateway.stop(drainMs)]);
  });

  const eventSources = startEventSources({
    app: assembly.app,
    endpoint: engine.endpoint,
    invoke: reportBackgroundCalls(gateway.invoke, () => assembly.app, emit),
    onDeadLetter(letter) {
      keepLatest(deadLetters, letter);
      emit?.({ event: 'dead-letter', ...letter });
    },
    log: (functionName, text) => emit?.({ event: 'log', functionName, text }),
    now: clock.now,
    recordOf: clock.recordOf,
  });
  // Not awaited: what it waits for is ended by stopping the gateway, which comes next.
  started.defer(() => void eventSources.stop());

  const all = started.move();
  return {
    ...servedUrls(stage, gateway, options.ports.length, front.edge.ports),
    dynamodbEndpoint: engine.endpoint,
    app: () => assembly.app,
    gateway,
    deadLetters,
    caughtUp: eventSources.caughtUp,
    advanceClock: (ms) => clock.move((now) => now + ms),
    now: clock.now,
    async reload(changedFile) {
      const next = await assemblies.next(changedFile);
      if (!isDeepStrictEqual(next.app.tables, assembly.app.tables)) {
        await createTables(client, next.app.tables);
      }
      await gateway.reload(next.app);
      await eventSources.reload(next.app);
      // Functions that started a moment ago may still be reading the last one; nobody reads older ones.
      assemblies.keep([assembly, next]);
      assembly = next;
    },
    stop: () => all.disposeAsync(),
  };
}
