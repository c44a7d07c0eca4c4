import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { LocalAnswer } from '../../hermetic/api-gateway/local-answers.ts';
import { lockData } from '../../hermetic/engine/data-lock.ts';
import { engineCalls } from '../../hermetic/engine/engine-calls.ts';
import { type Runtime, startRuntime } from '../../hermetic/runtime/runtime.ts';
import type { RuntimeExtension, RuntimeParts } from '../../hermetic/runtime/runtime-options.ts';
import { cachedAssemblies, existingAssembly } from '../../hermetic/template/assemblies.ts';
import { localRpcAddress } from '../../lib/service-urls.ts';
import { stageTables, stubTableName } from '../../lib/table-name.ts';
import { localHeader } from '../app/environment-description.ts';
import { localDirectory } from '../app/local-directory.ts';
import { debuggedProject, localStage, paymentProject } from '../app/project.ts';
import { environmentFaults } from '../faults/environment-faults.ts';
import { startRecording } from '../recorder/recording.ts';
import { seedTables } from '../seed/seeding.ts';
import { type Activity, environmentActivity } from './activity.ts';
import type { EnvironmentOptions } from './environment-options.ts';
import { assemblyEvents, runtimeEvents, stageReporter } from './event-reporting.ts';
import { anyPorts, type OtherUrls, servedUrls } from './listeners.ts';
import { type OpenPorts, openPorts } from './open-ports.ts';
import { proofReport } from './proof-report.ts';
import { stubFunctions } from './stub-functions.ts';

/** The payment service, running on this machine. */
export type Environment = Omit<Runtime, 'stop'> &
  Readonly<{
    /** Addresses of the service's API, in the order of its ports. */
    urls: readonly string[];
    others: OtherUrls;
    /** Ends everything within 5 s; requests in flight have most of that to finish. */
    stop(): Promise<void>;
  }>;

/** Existing `--data` directories hold the tables under this name. */
export const databaseName = 'payments.db';

const projectRoot = join(import.meta.dirname, '..', '..');

const drainMs = 3_000;

/** Starts the whole service on this machine, with its doubles and a gRPC edge. Rejects when a port is taken. */
export async function startEnvironment(options: EnvironmentOptions): Promise<Environment> {
  const { dataDir, concurrency, inspection, secrets, assembly, emit, otherPorts = anyPorts } = options;
  // Undone in reverse order when a later step fails, and by stop().
  await using started = new AsyncDisposableStack();
  const data = dataDir === undefined ? undefined : await lockData(dataDir, databaseName);
  if (data) started.defer(data.release);
  const onStage = stageReporter(emit);
  const activity = environmentActivity(Date.now);
  const ports = await openPorts(localStage, options.ports, otherPorts);
  started.defer(ports.abandon);
  onStage('ports');

  const project = inspection ? debuggedProject : paymentProject;
  const runtime = await startRuntime({
    assemblies:
      assembly === undefined
        ? cachedAssemblies(project, options.context, assemblyEvents(emit))
        : existingAssembly(assembly),
    listeners: ports.listeners,
    localDirectory,
    data,
    localHeader,
    concurrency,
    inspection,
    secrets,
    collector: options.collector,
    extend: (parts) => addPaymentService(parts, ports, options, activity),
    events: runtimeEvents({ emit: activity.observing(emit), onStage, onEngineExit: options.onEngineExit }),
  });
  started.defer(async () => void (await Promise.all([ports.edge.stop(drainMs), runtime.stop(drainMs)])));

  const resources = started.move();
  return {
    ...runtime,
    ...servedUrls(runtime.app().stage, runtime.gateway, options.ports.length, ports.edge.ports),
    stop: () => resources.disposeAsync(),
  };
}

/** Seeds the tables and adds what this service has beside its CDK app: stubs, faults, recordings, the edge's address. */
async function addPaymentService(
  parts: RuntimeParts,
  { upstream, rpcAddress }: OpenPorts,
  { seed = true, recordCalls, inspection }: EnvironmentOptions,
  activity: Activity,
): Promise<RuntimeExtension> {
  const { app, dynamodb, dynamodbEndpoint, areTablesNew, now, onStop } = parts;
  const { stage } = app();
  const tables = stageTables(stage);
  if (seed) await seedTables(dynamodb, tables, { areEmpty: areTablesNew });
  const faults = environmentFaults(app);
  onStop(faults.stop);
  const recording = await startRecording(dynamodbEndpoint, recordCalls);
  onStop(recording.stop);
  const ownVariables = {
    // Receivers of webhooks may run on this machine. No deployed stage has this variable.
    WEBHOOK_LOOPBACK: 'allowed',
    // Developers share a test account, and begin anew with the same ids.
    PROCESSOR_KEY_SPACE: randomUUID(),
  };
  const engine = engineCalls(dynamodbEndpoint);
  onStop(engine.close);
  const describe = () => ({
    stage,
    dynamodbEndpoint,
    tables,
    stubTables: { 'stub-notifications': stubTableName(stage) },
    addresses: parts.addresses(),
    deadLetters: parts.deadLetters,
  });
  return {
    addresses: { [localRpcAddress]: recording.rpcAddress(upstream, rpcAddress) },
    variablesOf: (name) => ({ ...ownVariables, ...recording.variablesOf?.(name) }),
    faults,
    // Stubs that run in this process make calls that cannot be recorded, and no debugger attaches to them.
    inProcessFunctions: recording.isOn || inspection ? undefined : stubFunctions({ engine, now }),
    localAnswers: new Map<string, LocalAnswer>([
      ['GET /_local/environment', describe],
      ['POST /_local/seed', () => seedTables(dynamodb, tables)],
      ['GET /_local/activity', (_body, query) => activity.answer(query)],
      ['GET /_local/proof', () => proofReport(projectRoot)],
      ...faults.answers,
    ]),
  };
}
