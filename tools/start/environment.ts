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
import { renewTables } from '../../hermetic/engine/renew-tables.ts';
import { indexStreamRecords } from '../../hermetic/engine/stream-records.ts';
import { createTables } from '../../hermetic/engine/tables.ts';
import { type DeadLetter, keepLast } from '../../hermetic/events/dead-letter.ts';
import { startEventSources } from '../../hermetic/events/event-sources.ts';
import { functionEnvironment } from '../../hermetic/lambda/function-environment.ts';
import { startSecretsApi } from '../../hermetic/secrets/secrets-api.ts';
import { givenAssembly } from '../../hermetic/template/assemblies.ts';
import type { Declared } from '../../hermetic/template/declared.ts';
import { region } from '../../hermetic/template/physical.ts';
import { newRunDirectory, removeDirectory } from '../../hermetic/template/run-directory.ts';
import { localRpcAddress } from '../../lib/services.ts';
import { stageTables, stubTableName } from '../../lib/table-name.ts';
import { localStage } from '../app/project.ts';
import { environmentFaults } from '../faults/environment-faults.ts';
import { startRecording } from '../recorder/recording.ts';
import { seedTables } from '../seed/seeding.ts';
import { summaryOf } from './answer-summary.ts';
import { anyPorts, type OtherUrls, servedUrls } from './doors.ts';
import { environmentAnswers } from './environment-answers.ts';
import type { EnvironmentOptions } from './environment-options.ts';
import { openFront } from './front.ts';
import { stubFunctions } from './stub-functions.ts';
import { stagesOf, toldAssemblies, toldCalls, toldCode, toldLog } from './telling.ts';

export type Environment = Readonly<{
  /** Of the service's API, in the order of its ports. */
  urls: readonly string[];
  others: OtherUrls;
  dynamodbEndpoint: string;
  declared(): Declared;
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
  const { dataDir, seed = true, concurrency, assembly: given, tell, onEngineDeath, otherPorts = anyPorts } = options;
  const { inspection } = options;
  // What is started goes onto this stack: undone in reverse when a later step fails, and by stop().
  await using started = new AsyncDisposableStack();

  const lock = dataDir === undefined ? undefined : await lockData(dataDir);
  if (lock) started.defer(lock.release);
  const done = stagesOf(tell);
  const front = await openFront(localStage, options.ports, otherPorts);
  started.defer(front.abandon);
  done('ports');
  const assemblies = given === undefined ? toldAssemblies(options) : givenAssembly(given);
  started.defer(assemblies.removeAll);
  const synthesis = assemblies.next();
  // It is awaited below: until then its failure is not an unhandled one.
  synthesis.catch(() => {});

  // Data that nobody keeps is in a file all the same: in memory, nobody but the engine could index it.
  const runDirectory = newRunDirectory();
  started.defer(() => removeDirectory(runDirectory));
  const databaseFile = lock?.databaseFile ?? join(runDirectory, 'payments.db');
  const engine = await startEngine(findEngine(), { databaseFile, onDeath: onEngineDeath });
  started.defer(engine.stop);
  if (engine.pid !== undefined) indexStreamRecords(databaseFile);
  const client = new DynamoDBClient({ endpoint: engine.endpoint, region, credentials });
  started.defer(() => client.destroy());
  done('engine');

  let assembly = await synthesis;
  done('templates');
  const { stage } = assembly.declared;
  await createTables(client, assembly.declared.tables);
  const tables = stageTables(stage);
  if (seed) await seedTables(client, tables, { areEmpty: dataDir === undefined && engine.pid !== undefined });
  done('data');

  const deadLetters: DeadLetter[] = [];
  const ownDatabase = engine.pid === undefined ? undefined : databaseFile;
  const reset = () => eventSources.during(() => renewTables(client, assembly.declared.tables, ownDatabase));
  const clock = environmentClock({
    client,
    file: dataDir && join(dataDir, 'clock.json'),
    declared: () => assembly.declared,
    eventSources: () => eventSources,
  });
  const faults = environmentFaults(() => assembly.declared);
  started.defer(faults.stop);
  const recording = await startRecording(engine.endpoint, options.recordCalls);
  started.defer(recording.stop);
  const secrets = await startSecretsApi(options.secrets ?? {});
  started.defer(secrets.stop);
  const calls = engineCalls(engine.endpoint);
  started.defer(calls.close);
  const gateway = await startGateway({
    declared: assembly.declared,
    doors: front.doors.doors,
    opened: front.doors,
    addresses: { [localRpcAddress]: recording.rpcAddress(front.upstream, front.rpcAddress) },
    functionEnvironment: functionEnvironment(engine.endpoint, secrets.endpoint),
    variablesOf: recording.variablesOf,
    ...(concurrency !== undefined && { concurrency }),
    prepareCode: toldCode(assemblies, tell),
    onRequest: (line, response) => tell?.({ event: 'request', ...line, ...summaryOf(response) }),
    onFunctionLog: toldLog(tell),
    clockOffsetMs: clock.offsetMs,
    faults,
    inspection,
    // Their calls would not be recorded, and no debugger would find them.
    ownFunctions: recording.isOn || inspection ? undefined : stubFunctions({ engine: calls, now: clock.now }),
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
    declared: assembly.declared,
    endpoint: engine.endpoint,
    invoke: toldCalls(gateway.invoke, () => assembly.declared, tell),
    onDeadLetter(letter) {
      keepLast(deadLetters, letter);
      tell?.({ event: 'dead-letter', ...letter });
    },
    log: (functionName, text) => tell?.({ event: 'log', functionName, text }),
    now: clock.now,
    recordOf: clock.recordOf,
  });
  // Not awaited: what it waits for is ended by stopping the gateway, which comes next.
  started.defer(() => void eventSources.stop());

  const all = started.move();
  return {
    ...servedUrls(stage, gateway, options.ports.length, front.edge.ports),
    dynamodbEndpoint: engine.endpoint,
    declared: () => assembly.declared,
    gateway,
    deadLetters,
    caughtUp: eventSources.caughtUp,
    advanceClock: (ms) => clock.move((now) => now + ms),
    now: clock.now,
    async reload(changedFile) {
      const next = await assemblies.next(changedFile);
      if (!isDeepStrictEqual(next.declared.tables, assembly.declared.tables)) {
        await createTables(client, next.declared.tables);
      }
      await gateway.reload(next.declared);
      await eventSources.reload(next.declared);
      // Functions that started a moment ago may still be reading the last one; nobody reads older ones.
      assemblies.keep([assembly, next]);
      assembly = next;
    },
    stop: () => all.disposeAsync(),
  };
}
