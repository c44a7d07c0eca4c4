import type { FunctionDefinition } from '../../hermetic/template/app-definition.ts';
import { stageTables } from '../../lib/table-name.ts';
import { seedTables } from '../../tools/seed/seeding.ts';
import type { DurableExecutions } from '../durable/executions.ts';
import { invokeByName } from '../durable/payment.ts';
import { type MeteredEngine, startMeteredEngine } from '../dynamodb/metered-engine.ts';
import { storedBytesOf } from '../dynamodb/stored-bytes.ts';
import { startStub } from '../dynamodb/stub.ts';
import { type Functions, startFunctions } from '../processes/functions.ts';
import { rounded } from '../report/medians.ts';
import type { Bench, PartResult } from '../report/part.ts';
import { bundleBaselines, sampleTables } from '../subjects/baselines.ts';
import { type DeployedStage, stage } from '../subjects/deployed.ts';
import { newCharge } from '../subjects/events.ts';
import { idleRunOf, minutelyWorkers } from '../subjects/minutely-workers.ts';
import { streamEventOf, streamOfEvents } from '../subjects/stream-event.ts';
import { type Capacity, capacityOf } from './capacity-of-calls.ts';
import { capacityTable } from './capacity-table.ts';
import { durablePayments, firstInvocations, operations } from './operations.ts';

export type CapacityParts = Readonly<{
  operations: Readonly<Record<string, Capacity>>;
  /** Bytes that a payment with its event and notification leaves in tables and indexes. Absent in figures of earlier versions. */
  storedBytes?: number;
}>;

type Rig = Readonly<{ engine: MeteredEngine; functions: Functions; deployed: DeployedStage }>;

/** Counts calls and units. The figures do not depend on the machine. */
export async function measureCapacity({ deployed: synthesised, progress }: Bench): Promise<PartResult> {
  const [deployed, { sample, durable }] = await Promise.all([synthesised(), bundleBaselines()]);
  await using started = new AsyncDisposableStack();
  progress('capacity: starting the engine');
  const engine = await startMeteredEngine([...deployed.declared.tables, ...sampleTables]);
  started.defer(engine.stop);
  await seedTables(engine.client, stageTables(stage), { areEmpty: true });
  const services = await startStub();
  started.defer(services.stop);
  const subjects = [...deployed.declared.functions.values(), sample.declared, durable.declared];
  const functions = startFunctions(subjects, engine.meter.endpoint, services.endpoint);
  started.defer(functions.stop);
  const rig = { engine, functions, deployed };
  const found = {
    ...(await capacityOfSchedules(rig)),
    ...(await capacityOfOperations(rig, sample.declared)),
    ...(await capacityOfDurable(rig, durable.declared, services.executions)),
  };
  const { operations: ofStream, storedBytes } = await capacityOfStream(rig);
  const all = { ...found, ...ofStream };
  return { figures: { operations: all, storedBytes } satisfies CapacityParts, tables: [capacityTable(all)] };
}

/** A run of each minutely worker that finds nothing to do. Its second run, because the first one may write a cursor. */
async function capacityOfSchedules({ engine: { meter }, functions, deployed }: Rig): Promise<Record<string, Capacity>> {
  const found: Record<string, Capacity> = {};
  for (const name of minutelyWorkers) {
    await functions.invoke(deployed.function(name), {});
    meter.calls();
    await functions.invoke(deployed.function(name), {});
    found[idleRunOf(name)] = capacityOf(meter.calls());
  }
  return found;
}

async function capacityOfOperations(
  { engine: { meter }, functions, deployed }: Rig,
  sample: FunctionDefinition,
): Promise<Record<string, Capacity>> {
  for (const [name, event] of Object.entries(firstInvocations)) {
    await functions.invoke(deployed.function(name), event);
  }
  const found: Record<string, Capacity> = {};
  for (const { name, declared, event, status } of operations(deployed, sample)) {
    meter.calls();
    const { statusCode, body } = await functions.invoke(declared, event);
    if (statusCode !== status) throw new Error(`${name} responded with ${statusCode}: ${body}`);
    found[name] = capacityOf(meter.calls());
  }
  return found;
}

async function capacityOfDurable(
  { engine: { meter }, functions }: Rig,
  declared: FunctionDefinition,
  executions: DurableExecutions,
): Promise<Record<string, Capacity>> {
  const found: Record<string, Capacity> = {};
  for (const { name, event, status } of durablePayments) {
    meter.calls();
    const actual = await invokeByName({ functions, executions, declared }, 'bench-key', event);
    if (actual !== status) throw new Error(`${name} responded with ${actual}.`);
    found[name] = { ...capacityOf(meter.calls()), durable: executions.usage() };
  }
  return found;
}

const batches = { 'one payment alone': 1, 'each of 12 in a batch': 12 } as const;

/** Cost of counters and notifications per payment, for a single payment and for a full batch. */
async function capacityOfStream({
  engine: { meter, client },
  functions,
  deployed,
}: Rig): Promise<Readonly<{ operations: Readonly<Record<string, Capacity>>; storedBytes: number }>> {
  const found: Record<string, Capacity> = {};
  let storedBytes = 0;
  for (const [name, count] of Object.entries(batches)) {
    const before = await storedBytesOf(client);
    meter.calls();
    for (let payment = 0; payment < count; payment += 1) {
      const event = JSON.stringify(newCharge()).replaceAll('%unique%', `stream-${count}-${payment}`);
      await functions.invoke(deployed.function('create-payment'), JSON.parse(event) as object);
    }
    const payments = streamEventOf(meter.calls());
    let event: object = payments;
    for (const worker of ['project-payments', 'deliver']) {
      await functions.invoke(deployed.function(worker), event);
      const made = meter.calls();
      // The events that project-payments recorded are the next worker's.
      event = await streamOfEvents(client, payments);
      const { calls, operations, readUnits, writeUnits } = capacityOf(made);
      found[`${worker}, ${name}`] = {
        calls: rounded(calls / count, 2),
        operations,
        readUnits: rounded(readUnits / count, 2),
        writeUnits: rounded(writeUnits / count, 2),
      };
    }
    storedBytes = Math.round(((await storedBytesOf(client)) - before) / count);
  }
  return { operations: found, storedBytes };
}
