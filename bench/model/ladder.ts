import { type DelayingLimit, delayingLimits } from './after-the-charge.ts';
import { type RefusingLimit, refusingLimits } from './charge-path.ts';
import type { Demand } from './demand.ts';
import type { Limits, TableLimits } from './limits.ts';
import { type Load, type ModelResult, runModel } from './load-model.ts';

/** A limit raised for a rate of payments, and how one does that. */
type Raise = (limits: Limits, perSecond: number, demand: Demand) => Readonly<{ limits: Limits; how: string }>;

/** Room for bursts and for uneven partitions. */
const room = 1.5;
const roundUp = (value: number, to: number): number => Math.ceil(value / to) * to;
const grouped = (value: number): string => value.toLocaleString('en-US');

const warm = (table: 'payments' | 'events' | 'projections' | 'webhooks', units: (demand: Demand) => number): Raise =>
  function raise(limits, perSecond, demand) {
    const wanted = roundUp(perSecond * units(demand) * room, 1_000);
    const raised: TableLimits = { warmUnits: wanted, mostUnits: Math.max(limits[table].mostUnits, wanted) };
    const quota = wanted > limits[table].mostUnits ? `, and a quota of as many for the table` : '';
    return {
      limits: { ...limits, [table]: raised },
      how: `warm throughput of ${grouped(wanted)} units/s${quota}`,
    };
  };

const moreIndexShards: Raise = (limits, perSecond) => {
  const indexShards = Math.min(64, Math.ceil((perSecond * 2) / 1_000));
  return { limits: { ...limits, indexShards }, how: `-c indexShards=${indexShards}` };
};

const moreCounterShards: Raise = (limits, perSecond, { counters, balances, batch }) => {
  const counterShards = Math.ceil((perSecond * Math.max(counters, balances) * room) / batch / 1_000);
  return { limits: { ...limits, counterShards }, how: `-c counterShards=${counterShards}` };
};

const moreBatches: Raise = (limits) => ({
  limits: { ...limits, batchesPerShard: 10 },
  how: 'parallelizationFactor of 10 in lib/worker.ts',
});

const raises: Readonly<Record<RefusingLimit | DelayingLimit, Raise>> = {
  'rate of the method': (limits, perSecond) => {
    const rate = roundUp(perSecond * room, 1_000);
    const method = { perSecond: rate, burst: 2 * rate };
    return { limits: { ...limits, method }, how: `-c rateLimit=${method.perSecond} -c rateBurst=${method.burst}` };
  },
  'rate of the account': (limits, perSecond) => {
    const rate = roundUp(perSecond * room, 1_000);
    return {
      limits: { ...limits, gateway: { perSecond: rate, burst: rate / 2 } },
      how: `quota of API Gateway: ${grouped(rate)} requests/s`,
    };
  },
  'executions of the account': (limits, perSecond, { functionSeconds }) => {
    const executions = roundUp(perSecond * functionSeconds * room, 1_000);
    return { limits: { ...limits, executions }, how: `quota of Lambda: ${grouped(executions)} executions` };
  },
  'new executions of a function': (limits, perSecond, { functionSeconds }) => {
    const provisioned = roundUp(perSecond * functionSeconds, 100);
    return {
      limits: { ...limits, provisioned },
      how: `${grouped(provisioned)} provisioned executions, or a longer ramp`,
    };
  },
  'table of payments': warm('payments', ({ claim, settle }) => claim + settle),
  processor: (limits, perSecond, { processorRequests }) => {
    const processor = roundUp(perSecond * processorRequests * room, 1_000);
    return { limits: { ...limits, processor }, how: `${grouped(processor)} requests/s, agreed with the processor` };
  },
  'index by time': moreIndexShards,
  'batches of project-payments': moreBatches,
  'items of counters': moreCounterShards,
  'items of balances': moreCounterShards,
  'table of events': warm('events', ({ events }) => events),
  'table of projections': warm(
    'projections',
    ({ rows, counters, balances, batch }) => rows + (counters + balances) / batch,
  ),
  'index of events by day': moreIndexShards,
  'batches of deliver': moreBatches,
  'partition of an endpoint': (limits, perSecond, { delivery }) => {
    const endpoints = Math.ceil((perSecond * delivery * room) / 1_000);
    return { limits: { ...limits, endpoints }, how: `events spread over ${endpoints} endpoints, by their types` };
  },
  'table of webhooks': warm('webhooks', ({ delivery }) => delivery),
};

export type Step = Readonly<{
  result: ModelResult;
  limit: RefusingLimit | DelayingLimit | undefined;
  how: string | undefined;
}>;

/** Raises one limit after the other, each time the first that fails, until the load is paid and delivered. */
export function ladder(limits: Limits, demand: Demand, load: Load): readonly Step[] {
  const steps: Step[] = [];
  let current = limits;
  // Each limit is raised at most once, because what it is raised to is enough.
  const most = refusingLimits.length + delayingLimits.length;
  while (steps.length <= most) {
    const result = runModel(current, demand, load);
    const limit = result.firstRefusal?.limit ?? result.firstDelay?.limit;
    if (limit === undefined) return [...steps, { result, limit, how: undefined }];
    const raised = raises[limit](current, load.perSecond, demand);
    steps.push({ result, limit, how: raised.how });
    current = raised.limits;
  }
  throw new Error(`${steps.at(-1)?.limit} fails, however far it is raised`);
}
