import { Refusal } from '../../local/program/command.ts';
import type { Capacity, CapacityParts } from '../parts/capacity.ts';
import type { Cold, ColdParts } from '../parts/cold.ts';
import type { CostParts } from '../parts/cost.ts';
import type { HttpParts } from '../parts/http.ts';
import type { WarmParts } from '../parts/warm.ts';
import type { WarmFigures } from '../processes/measured.ts';
import { machineText } from './machine.ts';
import type { AllSaved } from './saved.ts';
import { tableMarkdown, times } from './table.ts';

const sampleName = 'the reference sample';

/** The figures of a part; rejects if it was never measured here. */
export function figuresOf<Figures>(saved: AllSaved, part: string): Figures {
  const found = saved[part];
  if (found === undefined) throw new Refusal(`There are no figures of --${part} yet: npm run bench -- --${part}`);
  return found.figures as Figures;
}

/** When and where a part was measured. */
export function measuredText(saved: AllSaved, part: string): string {
  const found = saved[part];
  return found === undefined ? '' : `Measured ${found.measuredAt.slice(0, 10)}: ${machineText(found.machine)}.`;
}

/** The section of the README: us and the sample, then us and the servers, then the money. */
export const performanceSection = (saved: AllSaved): string =>
  [besideTheSample(saved), overHttp(saved), inDollars(saved)].join('\n\n');

function besideTheSample(saved: AllSaved): string {
  const { functions: cold, rounds } = figuresOf<ColdParts>(saved, 'cold');
  const { functions: warm } = figuresOf<WarmParts>(saved, 'warm');
  const { operations } = figuresOf<CapacityParts>(saved, 'capacity');
  const calls = (...names: readonly string[]) => names.map((name) => operations[name]?.calls).join(', ');
  const pair = (what: string, ours: number | undefined, sample: number | undefined, unit = '', digits = 0) => [
    what,
    `${ours?.toFixed(digits)}${unit}`,
    `${sample?.toFixed(digits)}${unit}`,
    ours === undefined ? '' : times(ours, sample),
  ];
  // Of other versions, a file of figures may lack some.
  type Perhaps<Value> = readonly (Value | undefined)[];
  const [coldOurs, coldSample]: Perhaps<Cold> = [cold['create-payment'], cold[sampleName]];
  const [warmOurs, warmSample]: Perhaps<WarmFigures> = [warm['create-payment'], warm[sampleName]];
  const [ours, sample]: Perhaps<Capacity> = [operations['keyed payment'], operations['sample: payment']];
  const rows = [
    [
      'DynamoDB calls: first, replay, mismatch',
      calls('keyed payment', 'keyed payment, replay', 'keyed payment, mismatch'),
      calls('sample: payment', 'sample: payment, replay', 'sample: mismatch'),
      '',
    ],
    pair('write units of a first payment', ours?.writeUnits, sample?.writeUnits),
    pair('import and first invoke', coldOurs?.bothMs, coldSample?.bothMs, ' ms'),
    pair('CPU of a cold process', coldOurs?.processCpuMs, coldSample?.processCpuMs, ' ms'),
    pair('CPU of a warm payment', warmOurs?.cpuUs, warmSample?.cpuUs, ' µs'),
    pair('code', coldOurs?.kilobytes, coldSample?.kilobytes, ' KB'),
    pair('log of a payment', warmOurs?.logBytes, warmSample?.logBytes, ' bytes'),
  ];
  return (
    `${tableMarkdown({ columns: [`medians of ${rounds} rounds`, 'a payment here', 'the reference sample', ''], rows })}\n\n` +
    'The reference sample (`bench/baselines/sample.ts`) is what the documentation of Powertools, Middy and the SDK comes to: an idempotency\n' +
    'table, a payment with a random id, two indexes. It charges twice when it is cut off in between, which is not in this table. ' +
    measuredText(saved, 'cold')
  );
}

function overHttp(saved: AllSaved): string {
  const { connections, leftOut } = figuresOf<HttpParts>(saved, 'http');
  const counts = Object.keys(connections);
  const names = Object.keys(Object.values(connections)[0] ?? {});
  const rows = names.map((name) => [
    name,
    ...counts.map((count) => String(connections[count]?.[name]?.perSecond)),
    ...counts.slice(1, 2).flatMap((count) => {
      const one = connections[count]?.[name];
      return [one?.p50Ms.toFixed(0) ?? '', one?.p99Ms.toFixed(0) ?? '', one?.cpuMs?.toFixed(1) ?? ''];
    }),
  ]);
  const columns = [
    'charges a second on one machine',
    ...counts.map((count) => `${count} ${count === '1' ? 'connection' : 'connections'}`),
    ...['p50 ms', 'p99 ms', 'CPU ms'].map((figure) => `${figure}, ${counts[1]}`),
  ];
  const missing = Object.keys(leftOut).map((name) => `${name} could not be installed.`);
  return [
    tableMarkdown({ columns, rows }),
    'CPU is that of all processes until all is done that follows. `npm start` runs every function in a process of its own and the whole system behind a payment: streams,\n' +
      'counters, notifications. The others keep their rows in SQLite (the sample: in the DynamoDB engine of `npm start`, whose time is counted with its\n' +
      `own) and do nothing afterwards; each has one worker. ${measuredText(saved, 'http')}`,
    ...missing,
  ].join('\n\n');
}

function inDollars(saved: AllSaved): string {
  const { bills } = figuresOf<CostParts>(saved, 'cost');
  const rows = Object.entries(bills).map(([name, { dynamodb, apiGateway, lambda, logs, traces, total }]) => [
    name,
    ...[dynamodb, apiGateway, lambda, logs, traces, total].map((amount) => amount.toFixed(2)),
  ]);
  const columns = ['dollars per million', 'DynamoDB', 'API Gateway', 'Lambda', 'logs', 'traces', 'all'];
  return [
    tableMarkdown({ columns, rows }),
    'List prices of us-east-1 and what is assumed: `bench/cost/prices.ts`. Units, calls, bytes and the processor time of cold starts are of each operation itself. The\n' +
      'processor time of a warm invocation is that of a payment or of a read, whichever is closer. Nothing is counted for the time in which a function waits\n' +
      'for the trip or the notification service.',
  ].join('\n\n');
}
