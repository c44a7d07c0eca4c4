import { stageTables } from '../../lib/table-name.ts';
import { insertPayments } from '../dynamodb/insert-payments.ts';
import { type Meter, startMeter } from '../dynamodb/meter.ts';
import { startMeteredEngine } from '../dynamodb/metered-engine.ts';
import { processorSeconds } from '../load/processor-time.ts';
import { type Functions, startFunctions } from '../processes/functions.ts';
import { median, medians } from '../report/medians.ts';
import type { Bench, PartResult } from '../report/part.ts';
import type { Table } from '../report/table.ts';
import { type DeployedStage, stage } from '../subjects/deployed.ts';
import { eventOf, newCharge } from '../subjects/events.ts';

/** Medians per invocation. CPU time includes all processes, also the meter. */
type OperationCost = Readonly<{ calls: number; units: number; ms: number; cpuMs: number }>;

export type ScaleParts = Readonly<{ sizes: Readonly<Record<string, Readonly<Record<string, OperationCost>>>> }>;

const each = 40;
const rounds = 9;
const warmUpRounds = 3;

const work = {
  charge: ['create-payment', newCharge()],
  'list page of 25': ['list-payments', eventOf('list-payments', { query: { limit: '25' } })],
  metrics: ['get-metrics', eventOf('get-metrics')],
} as const;
const operations = Object.keys(work) as (keyof typeof work)[];

type Rig = Readonly<{ meter: Meter; functions: Functions; deployed: DeployedStage }>;
type FilledEngine = Readonly<{ size: number; endpoint: string }>;

/** Measures whether the number of stored payments affects the cost of an operation. It should not. */
export async function measureScale(bench: Bench): Promise<PartResult> {
  const deployed = await bench.deployed();
  await using started = new AsyncDisposableStack();
  const filled: FilledEngine[] = [];
  for (const size of sizesUpTo(bench.most)) {
    const engine = await startMeteredEngine(deployed.declared.tables);
    started.defer(engine.stop);
    await insertPayments(engine.client, stageTables(stage).payments, {
      from: 0,
      to: size,
      shards: 4,
      progress: (done) =>
        bench.progress(`scale: ${done.toLocaleString('en-US')} of ${size.toLocaleString('en-US')} stored`),
    });
    filled.push({ size, endpoint: engine.endpoint });
  }
  const meter = await startMeter(filled[0]?.endpoint ?? '');
  started.defer(meter.stop);
  const names = Object.values(work).map(([name]) => deployed.function(name));
  const functions = startFunctions(names, meter.endpoint, meter.endpoint);
  started.defer(functions.stop);
  const sizes = await compare({ meter, functions, deployed }, filled, bench);
  return { figures: { sizes } satisfies ScaleParts, tables: [tableOf(sizes)] };
}

/** Runs the same functions against each engine in every round. */
async function compare(rig: Rig, filled: readonly FilledEngine[], { progress }: Bench): Promise<ScaleParts['sizes']> {
  const found = new Map<string, OperationCost[]>();
  for (let round = -warmUpRounds; round < rounds; round += 1) {
    progress(`scale: round ${round + warmUpRounds + 1} of ${warmUpRounds + rounds}`);
    for (const { size, endpoint } of round % 2 === 0 ? filled : filled.toReversed()) {
      rig.meter.forwardTo(endpoint);
      for (const what of operations) {
        const figures = await measureOperation(rig, what);
        if (round >= 0) found.set(`${size} ${what}`, [...(found.get(`${size} ${what}`) ?? []), figures]);
      }
    }
  }
  const ofSize = (size: number) =>
    Object.fromEntries(operations.map((what) => [what, medians(found.get(`${size} ${what}`) ?? [], 2)]));
  return Object.fromEntries(filled.map(({ size }) => [size, ofSize(size)]));
}

function sizesUpTo(most: number): readonly number[] {
  const all = [1_000, 10_000, 100_000, 1_000_000, 10_000_000].filter((size) => size <= most);
  return all.length === 0 ? [most] : all;
}

let invocations = 0;

async function measureOperation({ meter, functions, deployed }: Rig, what: keyof typeof work): Promise<OperationCost> {
  const [name, event] = work[what];
  const text = JSON.stringify(event);
  const times: number[] = [];
  meter.calls();
  const before = processorSeconds([process.pid]) ?? Number.NaN;
  for (let one = 0; one < each; one += 1) {
    invocations += 1;
    const startedAt = performance.now();
    const changed = JSON.parse(text.replaceAll('%unique%', String(invocations))) as object;
    await functions.invoke(deployed.function(name), changed);
    times.push(performance.now() - startedAt);
  }
  const cpuMs = (1_000 * ((processorSeconds([process.pid]) ?? Number.NaN) - before)) / each;
  const calls = meter.calls();
  const units = calls.reduce((sum, { readUnits, writeUnits }) => sum + readUnits + writeUnits, 0);
  return { calls: calls.length / each, units: units / each, ms: median(times), cpuMs };
}

function tableOf(sizes: ScaleParts['sizes']): Table {
  return {
    title: `By number of stored payments: medians of ${rounds} rounds of ${each} invocations`,
    columns: ['operation', 'payments', 'calls', 'units', 'median ms', 'CPU ms'],
    rows: operations.flatMap((what) =>
      Object.entries(sizes).map(([size, found]) => [
        what,
        Number(size).toLocaleString('en-US'),
        String(found[what]?.calls),
        String(found[what]?.units),
        String(found[what]?.ms),
        String(found[what]?.cpuMs),
      ]),
    ),
  };
}
