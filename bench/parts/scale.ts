import { stageTables } from '../../lib/table-name.ts';
import { type Meter, startMeter } from '../dynamodb/meter.ts';
import { startMeteredEngine } from '../dynamodb/metered-engine.ts';
import { stockPayments } from '../dynamodb/stock.ts';
import { processorSeconds } from '../load/processor-time.ts';
import { type Functions, startFunctions } from '../processes/functions.ts';
import { median, medians } from '../report/medians.ts';
import type { Bench, Measured } from '../report/part.ts';
import type { Table } from '../report/table.ts';
import { type Deployed, stage } from '../subjects/deployed.ts';
import { eventOf, newCharge } from '../subjects/events.ts';

/** One invocation while so many payments are stored: medians. The processor time is that of all, the meter included. */
type Scaled = Readonly<{ calls: number; units: number; ms: number; cpuMs: number }>;

export type ScaleParts = Readonly<{ sizes: Readonly<Record<string, Readonly<Record<string, Scaled>>>> }>;

const each = 40;
const rounds = 9;
const warmUpRounds = 3;

const work = {
  charge: ['create-payment', newCharge()],
  'list page of 25': ['list-payments', eventOf('list-payments', { query: { limit: '25' } })],
  metrics: ['get-metrics', eventOf('get-metrics')],
} as const;
const operations = Object.keys(work) as (keyof typeof work)[];

type Rig = Readonly<{ meter: Meter; functions: Functions; deployed: Deployed }>;
type Stocked = Readonly<{ size: number; endpoint: string }>;

/** What a stock of payments does to the cost of the next one: nothing, if all is well. */
export async function measureScale(bench: Bench): Promise<Measured> {
  const deployed = await bench.deployed();
  await using started = new AsyncDisposableStack();
  const stocked: Stocked[] = [];
  for (const size of sizesUpTo(bench.most)) {
    const engine = await startMeteredEngine(deployed.declared.tables);
    started.defer(engine.stop);
    await stockPayments(engine.client, stageTables(stage).payments, {
      from: 0,
      to: size,
      shards: 4,
      tell: (done) => bench.tell(`scale: ${done.toLocaleString('en-US')} of ${size.toLocaleString('en-US')} stored`),
    });
    stocked.push({ size, endpoint: engine.endpoint });
  }
  const meter = await startMeter(stocked[0]?.endpoint ?? '');
  started.defer(meter.stop);
  const names = Object.values(work).map(([name]) => deployed.function(name));
  const functions = startFunctions(names, meter.endpoint, meter.endpoint);
  started.defer(functions.stop);
  const sizes = await compared({ meter, functions, deployed }, stocked, bench);
  return { figures: { sizes } satisfies ScaleParts, tables: [tableOf(sizes)] };
}

/** The same functions on one engine after the other, in turn: whatever else the machine does meets all of them alike. */
async function compared(rig: Rig, stocked: readonly Stocked[], { tell }: Bench): Promise<ScaleParts['sizes']> {
  const found = new Map<string, Scaled[]>();
  for (let round = -warmUpRounds; round < rounds; round += 1) {
    tell(`scale: round ${round + warmUpRounds + 1} of ${warmUpRounds + rounds}`);
    for (const { size, endpoint } of round % 2 === 0 ? stocked : stocked.toReversed()) {
      rig.meter.handOnTo(endpoint);
      for (const what of operations) {
        const figures = await measured(rig, what);
        if (round >= 0) found.set(`${size} ${what}`, [...(found.get(`${size} ${what}`) ?? []), figures]);
      }
    }
  }
  const ofSize = (size: number) =>
    Object.fromEntries(operations.map((what) => [what, medians(found.get(`${size} ${what}`) ?? [], 2)]));
  return Object.fromEntries(stocked.map(({ size }) => [size, ofSize(size)]));
}

function sizesUpTo(most: number): readonly number[] {
  const all = [1_000, 10_000, 100_000, 1_000_000, 10_000_000].filter((size) => size <= most);
  return all.length === 0 ? [most] : all;
}

let invocations = 0;

async function measured({ meter, functions, deployed }: Rig, what: keyof typeof work): Promise<Scaled> {
  const [name, event] = work[what];
  const text = JSON.stringify(event);
  const times: number[] = [];
  meter.calls();
  const before = processorSeconds([process.pid]) ?? Number.NaN;
  for (let one = 0; one < each; one += 1) {
    invocations += 1;
    const begun = performance.now();
    const changed = JSON.parse(text.replaceAll('%unique%', String(invocations))) as object;
    await functions.invoke(deployed.function(name), changed);
    times.push(performance.now() - begun);
  }
  const cpuMs = (1_000 * ((processorSeconds([process.pid]) ?? Number.NaN) - before)) / each;
  const calls = meter.calls();
  const units = calls.reduce((sum, { readUnits, writeUnits }) => sum + readUnits + writeUnits, 0);
  return { calls: calls.length / each, units: units / each, ms: median(times), cpuMs };
}

function tableOf(sizes: ScaleParts['sizes']): Table {
  return {
    title: `While so many payments are stored: medians of ${rounds} rounds of ${each} in turn`,
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
