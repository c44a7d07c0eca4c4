import { awsDemand } from '../model/demand.ts';
import { ladder, type Step } from '../model/ladder.ts';
import { defaultLimits } from '../model/limits.ts';
import type { Load, ModelResult } from '../model/load-model.ts';
import { chargesPerSecond, measured } from '../model/machine.ts';
import type { Bench, PartResult } from '../report/part.ts';
import type { Table } from '../report/table.ts';

const hour = 3_600;
const rampSeconds = 60;
const defaultPerSecond = 16_000;

/** Series for the plots, one point for each ten seconds. */
export type Series = Readonly<Record<'sent' | 'paid' | 'projectLag' | 'deliverLag', readonly number[]>>;

export type ModelParts = Readonly<{
  perSecond: number;
  steps: readonly Readonly<{
    limit: string | undefined;
    how: string | undefined;
    failsAtPerSecond: number | undefined;
    paidShare: number;
    attempts: number;
    projectLag: number;
    deliverLag: number;
  }>[];
  machine: readonly Readonly<{ connections: number; measured: number; modelled: number }>[];
  /** With no limit raised, with the last that refuses charges in the way, and with all of them raised. */
  series: Readonly<Record<'defaults' | 'lastRefusal' | 'raised', Series>>;
}>;

/** Loads AWS's published limits with more payments than one machine can send. No time is measured. */
export function measureModel({ rate = defaultPerSecond }: Pick<Bench, 'rate'>): PartResult {
  const load: Load = { perSecond: rate, rampSeconds, seconds: hour };
  const steps = ladder(defaultLimits, awsDemand, load);
  const results = steps.map(({ result }) => result);
  const lastRefusal = results.findLast(({ firstRefusal }) => firstRefusal !== undefined) ?? results.at(-1);
  const figures = {
    perSecond: rate,
    steps: steps.map(stepFigures),
    machine: Object.entries(measured.chargesPerSecond).map(([connections, charges]) => ({
      connections: Number(connections),
      measured: charges,
      modelled: Math.round(chargesPerSecond(measured.machine, Number(connections))),
    })),
    series: {
      defaults: seriesOf(results[0]),
      lastRefusal: seriesOf(lastRefusal),
      raised: seriesOf(results.at(-1)),
    },
  } satisfies ModelParts;
  return { figures, tables: [ladderTable(figures), machineTable(figures)] };
}

function stepFigures({ result, limit, how }: Step): ModelParts['steps'][number] {
  const last = result.seconds.at(-1);
  return {
    limit,
    how,
    failsAtPerSecond: Math.round((result.firstRefusal ?? result.firstDelay)?.perSecond ?? 0) || undefined,
    paidShare: result.paid / result.offered,
    attempts: result.attempts,
    projectLag: last?.projectLag ?? 0,
    deliverLag: last?.deliverLag ?? 0,
  };
}

function seriesOf(result: ModelResult | undefined): Series {
  const seconds = (result?.seconds ?? []).filter((_, second) => second % 10 === 0);
  return {
    sent: seconds.map(({ sent }) => Math.round(sent)),
    paid: seconds.map(({ paid }) => Math.round(paid)),
    projectLag: seconds.map(({ projectLag }) => projectLag),
    deliverLag: seconds.map(({ deliverLag }) => deliverLag),
  };
}

const grouped = (value: number) => value.toLocaleString('en-US', { maximumFractionDigits: 0 });
const percent = (share: number) => `${(Math.floor(share * 1_000) / 10).toFixed(1)} %`;
const few = (attempts: number) => (attempts < 10 ? attempts.toFixed(1) : grouped(attempts));

export function ladderTable({ perSecond, steps }: ModelParts): Table {
  return {
    title: `${grouped(perSecond)} payments a second for an hour, on AWS's published limits`,
    columns: [
      'what fails first',
      'at payments/s',
      'paid',
      'requests each',
      'events, s behind',
      'deliveries, s behind',
      'raise it by',
    ],
    rows: steps.map(({ limit, how, failsAtPerSecond, paidShare, attempts, projectLag, deliverLag }) => [
      limit ?? 'nothing',
      failsAtPerSecond === undefined ? '' : grouped(failsAtPerSecond),
      percent(paidShare),
      few(attempts),
      grouped(projectLag),
      grouped(deliverLag),
      how ?? '',
    ]),
    notes: [
      `Each line has the limits of the lines above it raised. The load grows by ${grouped(perSecond / rampSeconds)} payments a second each second.`,
    ],
  };
}

export function machineTable({ machine }: ModelParts): Table {
  return {
    title: 'The same model with one machine for AWS: charges a second',
    columns: ['connections', 'measured', 'modelled'],
    rows: machine.map((line) => [line.connections, line.measured, line.modelled].map(String)),
  };
}
