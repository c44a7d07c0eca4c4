import { startMeteredEngine } from '../dynamodb/metered-engine.ts';
import { startStub } from '../dynamodb/stub.ts';
import { startFunctions } from '../processes/functions.ts';
import { median, rounded } from '../report/medians.ts';
import type { DeployedStage } from '../subjects/deployed.ts';
import { newCharge } from '../subjects/events.ts';
import { streamEventOf, streamOfEvents } from '../subjects/stream-event.ts';

/** Throughput of the stream workers with full batches. */
export type Consumer = Readonly<{
  recordsPerBatch: number;
  paymentsPerBatch: number;
  workers: Readonly<Record<string, Readonly<{ ms: number; calls: number; writeUnits: number }>>>;
}>;

/** Each payment has two records: created and decided. */
const paymentsPerBatch = 12;
const batches = 30;

export async function measureConsumer(deployed: DeployedStage): Promise<Consumer> {
  await using started = new AsyncDisposableStack();
  const engine = await startMeteredEngine(deployed.declared.tables);
  started.defer(engine.stop);
  const services = await startStub();
  started.defer(services.stop);
  const names = ['create-payment', 'project-payments', 'deliver'];
  const functions = startFunctions(
    names.map((name) => deployed.function(name)),
    engine.meter.endpoint,
    services.endpoint,
  );
  started.defer(functions.stop);
  const found = new Map<string, { ms: number; calls: number; writeUnits: number }[]>();
  for (let batch = 0; batch < batches; batch += 1) {
    engine.meter.calls();
    for (let payment = 0; payment < paymentsPerBatch; payment += 1) {
      const event = JSON.stringify(newCharge()).replaceAll('%unique%', `${batch}-${payment}`);
      await functions.invoke(deployed.function('create-payment'), JSON.parse(event) as object);
    }
    const payments = streamEventOf(engine.meter.calls());
    let event: object = payments;
    for (const worker of names.slice(1)) {
      const startedAt = performance.now();
      await functions.invoke(deployed.function(worker), event);
      const ms = performance.now() - startedAt;
      const calls = engine.meter.calls();
      event = await streamOfEvents(engine.client, payments);
      const writeUnits = calls.reduce((sum, call) => sum + call.writeUnits, 0);
      found.set(worker, [...(found.get(worker) ?? []), { ms, calls: calls.length, writeUnits }]);
    }
  }
  const workers = [...found].map(([worker, all]) => {
    const of = (figure: (one: (typeof all)[number]) => number) => rounded(median(all.map(figure)), 1);
    return [
      worker,
      { ms: of(({ ms }) => ms), calls: of(({ calls }) => calls), writeUnits: of((one) => one.writeUnits) },
    ];
  });
  return { recordsPerBatch: 2 * paymentsPerBatch, paymentsPerBatch, workers: Object.fromEntries(workers) };
}
