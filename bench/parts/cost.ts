import { CommandRefusal } from '../../hermetic/process/command.ts';
import { type Bill, billOf, type Usage } from '../cost/bill.ts';
import { assumptions, prices } from '../cost/prices.ts';
import { noDurableUsage } from '../durable/executions.ts';
import type { Bench, PartResult } from '../report/part.ts';
import type { Table } from '../report/table.ts';
import { idleRunOf, minutelyWorkers } from '../subjects/minutely-workers.ts';
import type { CapacityParts } from './capacity.ts';
import type { ColdParts } from './cold.ts';
import { type MonthAtRate, measureMonths, monthTable } from './months.ts';
import type { WarmParts } from './warm.ts';

export type CostParts = Readonly<{ bills: Readonly<Record<string, Bill>>; months: readonly MonthAtRate[] }>;

/** One line of the bill and the figures it is computed from. */
type Line = Readonly<{
  name: string;
  operation: string;
  warm: string;
  cold: string;
  requests: 0 | 1;
  /** 0 if Lambda responds without invoking the function. */
  invocations?: 0;
  /** Payments that one invocation handles. Default: 1. */
  batch?: number;
  /** Log events that the function does not write itself. */
  platform: Readonly<{ logEvents: number; logBytes: number }>;
  /** X-Ray traces per operation. */
  traced?: number;
}>;

/** Kept stages have an access log and turn Lambda's platform log lines off. */
const ours = { logEvents: 1, logBytes: assumptions.accessLogBytes } as const;
const byDefault = { logEvents: 3, logBytes: assumptions.platformLogBytes } as const;
/** With `logEvent`, the first example of the documentation, which logs the whole event: 2 KB for a proxy integration. */
const withEvents = { logEvents: 4, logBytes: assumptions.platformLogBytes + 2_000 } as const;
const none = { logEvents: 0, logBytes: 0 } as const;
const sample = 'the reference sample';
const durable = { warm: 'a durable function', cold: 'a durable function' } as const;
const get = { warm: 'get-payment', cold: 'get-payment' } as const;
const create = { warm: 'create-payment', cold: 'create-payment' } as const;

// biome-ignore format: one operation, one line
const lines: readonly Line[] = [
  { name: 'payment', operation: 'keyed payment', ...create, requests: 1, platform: ours },
  { name: 'payment, every one traced', operation: 'keyed payment', ...create, requests: 1, platform: ours, traced: 1 },
  { name: 'payment, replay', operation: 'keyed payment, replay', ...create, requests: 1, platform: ours },
  { name: 'trip charge', operation: 'trip charge', ...create, cold: 'charge-trip', requests: 1, platform: ours },
  { name: 'refund', operation: 'refund', ...create, cold: 'refund-payment', requests: 1, platform: ours },
  { name: 'get', operation: 'get', ...get, requests: 1, platform: ours },
  { name: 'list page of 25', operation: 'list page of 25', ...get, cold: 'list-payments', requests: 1, platform: ours },
  { name: 'counters, per payment', operation: 'project-payments, each of 12 in a batch', ...get, requests: 0, batch: 12, platform: none },
  { name: 'notification, per payment', operation: 'deliver, each of 12 in a batch', ...get, requests: 0, batch: 12, platform: none },
  ...minutelyWorkers.map((name): Line => ({ name: idleRunOf(name), operation: idleRunOf(name), ...get, requests: 0, platform: none })),
  { name: 'sample: payment', operation: 'sample: payment', warm: sample, cold: sample, requests: 1, platform: byDefault },
  { name: 'sample: payment, its event logged', operation: 'sample: payment', warm: sample, cold: sample, requests: 1, platform: withEvents },
  { name: 'sample: the same, every one traced', operation: 'sample: payment', warm: sample, cold: sample, requests: 1, platform: withEvents, traced: 1 },
  { name: 'sample: payment, replay', operation: 'sample: payment, replay', warm: sample, cold: sample, requests: 1, platform: byDefault },
  { name: 'durable function: payment', operation: 'durable function: payment', ...durable, requests: 1, platform: byDefault },
  { name: 'durable function: payment, replay', operation: 'durable function: payment, replay', ...durable, requests: 1, invocations: 0, platform: none },
];

type Sources = Readonly<{ warm: WarmParts; cold: ColdParts; capacity: CapacityParts }>;

/**
 * Multiplies measured usage by list prices. Warm invocations that are not measured use the figures of the most similar
 * one.
 */
export async function measureCost(bench: Bench): Promise<PartResult> {
  const figuresOf = <Figures>(part: string): Figures => {
    const figures = bench.figuresOf<Figures>(part);
    if (figures === undefined) throw new CommandRefusal(`There are no figures of --${part} yet.`);
    return figures;
  };
  const sources: Sources = {
    warm: figuresOf<WarmParts>('warm'),
    cold: figuresOf<ColdParts>('cold'),
    capacity: figuresOf<CapacityParts>('capacity'),
  };
  const bills = Object.fromEntries(lines.map((line) => [line.name, billOf(usageOf(line, sources))]));
  const months = await measureMonths(bills, sources.capacity.storedBytes, bench.rate);
  return { figures: { bills, months } satisfies CostParts, tables: [tableOf(bills), monthTable(months), priceTable] };
}

function usageOf(line: Line, { warm, cold, capacity }: Sources): Usage {
  const counted = capacity.operations[line.operation];
  const invoked = warm.functions[line.warm];
  const started = cold.functions[line.cold];
  if (!counted || !invoked || !started)
    throw new Error(`There are no figures for "${line.name}": run npm run bench without options to measure all parts.`);
  const { batch = 1 } = line;
  const { awaited, durableOperations, writtenBytes } = counted.durable ?? noDurableUsage;
  const invocations = (line.invocations ?? 1) / batch;
  return {
    requests: line.requests,
    invocations,
    writeUnits: counted.writeUnits,
    readUnits: counted.readUnits,
    calls: counted.calls + awaited,
    durableOperations,
    durableBytes: writtenBytes,
    cpuMs: invoked.cpuUs / 1_000 / batch,
    initCpuMs: started.initCpuMs / batch,
    firstCpuMs: started.firstCpuMs / batch,
    traces: line.traced ?? 0,
    logEvents: line.platform.logEvents + invocations,
    logBytes: line.platform.logBytes + invoked.logBytes * invocations,
  };
}

function tableOf(bills: Readonly<Record<string, Bill>>): Table {
  const dollars = (amount: number) => amount.toFixed(2);
  return {
    title: 'Dollars per million operations, us-east-1',
    columns: ['operation', 'DynamoDB', 'API Gateway', 'Lambda', 'checkpoints', 'logs', 'traces', 'total'],
    rows: Object.entries(bills).map(([name, { dynamodb, apiGateway, lambda, durable, logs, traces, total }]) => [
      name,
      ...[dynamodb, apiGateway, lambda, durable, logs, traces, total].map(dollars),
    ]),
    notes: [
      `Assumptions: ${assumptions.callMs} ms per DynamoDB call and checkpoint, ${assumptions.coldShare * 100} % cold starts, 512 MB, ` +
        `${assumptions.accessLogBytes} bytes of access log per request. Data transfer to clients is not included.`,
    ],
  };
}

const priceTable: Table = {
  title: 'List prices',
  columns: ['what', 'dollars', 'per', 'as of', 'source'],
  rows: Object.values(prices).map(({ what, dollars, per, asOf, source }) => [what, String(dollars), per, asOf, source]),
};
