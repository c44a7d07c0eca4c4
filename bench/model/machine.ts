import { awsDemand, type Demand } from './demand.ts';
import { defaultLimits, type Limits, type TableLimits } from './limits.ts';
import { type Load, runModel } from './load-model.ts';

/** One machine that runs everything: `npm start`. */
export type Machine = Readonly<{
  cores: number;
  /** How long a charge takes when nothing else is sent. Nearly all of it is work, as nothing is far away. */
  chargeMs: number;
  /** Processor time of a charge with all that follows it. */
  allMs: number;
  /** Processes that work on earlier charges while new ones are sent: two workers, and what they call. */
  otherProcesses: number;
}>;

/** Figures of `npm run bench -- --http`, which the model is held against. docs/performance.md names the machine. */
export const measured = {
  machine: { cores: 2, chargeMs: 6.25, allMs: 11.8, otherProcesses: 3 },
  chargesPerSecond: { 1: 160, 16: 254, 64: 321 },
} as const satisfies Readonly<{ machine: Machine; chargesPerSecond: Readonly<Record<number, number>> }>;

const unlimited: TableLimits = { warmUnits: 1e9, mostUnits: 1e9 };
const anyRate = { perSecond: 1e9, burst: 1e9 };

/**
 * The same limits as on AWS, of which one is left: the cores. Requests share them with what follows, which keeps up as long as
 * there is room, and then gets as much for each of its processes as a request.
 */
function limitsOfMachine({ cores, chargeMs, allMs, otherProcesses }: Machine, connections: number): Limits {
  const share = Math.max(chargeMs / allMs, connections / (connections + otherProcesses));
  const executions = Math.min(connections, cores * share);
  return {
    ...defaultLimits,
    method: anyRate,
    gateway: anyRate,
    executions,
    newExecutions: anyRate,
    provisioned: executions,
    processor: 1e9,
    payments: unlimited,
    events: unlimited,
    projections: unlimited,
    webhooks: unlimited,
    indexShards: 1e6,
    counterShards: 1e6,
  };
}

const demandOf = ({ chargeMs }: Machine): Demand => ({
  ...awsDemand,
  processorRequests: 0,
  functionSeconds: chargeMs / 1_000,
});

/** Charges that are paid in each second of a load on one machine. */
export const runOnMachine = (machine: Machine, connections: number, load: Load) =>
  runModel(limitsOfMachine(machine, connections), demandOf(machine), load);

/** Charges a second when every connection sends the next one as soon as the last is answered. */
export function chargesPerSecond(machine: Machine, connections: number): number {
  const more = 1_000 * machine.cores * (1_000 / machine.chargeMs);
  const [second] = runOnMachine(machine, connections, { perSecond: more, rampSeconds: 1, seconds: 1 }).seconds;
  return second?.paid ?? 0;
}
