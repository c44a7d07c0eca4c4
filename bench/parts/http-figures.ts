import { median, rounded } from '../report/medians.ts';
import { type Table, times } from '../report/table.ts';

/** The environment of `--against`. docs/performance.md leaves it out, because its readers do not know that checkout. */
export const otherCheckout = 'npm start, other checkout';

/** Charges over HTTP. */
export type Http = Readonly<{
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** CPU time of all processes of the server per charge. */
  cpuMs: number | null;
  /** PSS of all processes of the server right after the load. */
  memoryMb: number | null;
  refused: number;
}>;

export type HttpParts = Readonly<{
  rounds: number;
  /** By number of connections, then by server. */
  connections: Readonly<Record<string, Readonly<Record<string, Http>>>>;
  leftOut: Readonly<Record<string, string>>;
}>;

/** Medians over all rounds. Null for a figure that any round lacks. */
export function overall(rounds: readonly Http[]): Http {
  const of = (figure: (round: Http) => number) => rounded(median(rounds.map(figure)), 2);
  return {
    perSecond: Math.round(of(({ perSecond }) => perSecond)),
    p50Ms: of(({ p50Ms }) => p50Ms),
    p99Ms: of(({ p99Ms }) => p99Ms),
    cpuMs: rounds.some(({ cpuMs }) => cpuMs === null) ? null : of(({ cpuMs }) => cpuMs ?? 0),
    memoryMb: rounds.some(({ memoryMb }) => memoryMb === null) ? null : of(({ memoryMb }) => memoryMb ?? 0),
    refused: rounds.reduce((sum, { refused }) => sum + refused, 0),
  };
}

export function httpTable({ rounds, connections, leftOut }: HttpParts): Table {
  return {
    title: `Charges over HTTP, medians of ${rounds} rounds`,
    columns: [
      'server',
      'connections',
      'charges/s',
      'vs. npm start',
      'p50 ms',
      'p99 ms',
      'CPU ms',
      'MB (PSS)',
      'failed',
    ],
    rows: Object.entries(connections).flatMap(([count, servers]) =>
      Object.entries(servers).map(([name, one]) => [
        name,
        count,
        String(one.perSecond),
        times(one.perSecond, servers['npm start']?.perSecond),
        one.p50Ms.toFixed(1),
        one.p99Ms.toFixed(1),
        one.cpuMs === null ? '' : one.cpuMs.toFixed(2),
        one.memoryMb === null ? '' : one.memoryMb.toFixed(0),
        String(one.refused),
      ]),
    ),
    notes: Object.entries(leftOut).map(([name, why]) => `Left out: ${name}: ${why}`),
  };
}
