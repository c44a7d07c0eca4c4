import { CommandRefusal } from '../../hermetic/process/command.ts';
import type { CapacityParts } from '../parts/capacity.ts';
import type { Cold, ColdParts } from '../parts/cold.ts';
import type { CostParts } from '../parts/cost.ts';
import { type HttpParts, otherCheckout } from '../parts/http-figures.ts';
import type { WarmParts } from '../parts/warm.ts';
import type { WarmFigures } from '../processes/function-timings.ts';
import { machineText } from './machine.ts';
import type { AllSaved } from './saved.ts';
import { tableMarkdown, times } from './table.ts';

const sampleName = 'the reference sample';
const durableName = 'a durable function';

/** Figures saved by another version may lack some values. */
type MaybeValues<Value> = readonly (Value | undefined)[];

/** The figures of a part. Throws if it was never measured on this machine. */
export function figuresOf<Figures>(saved: AllSaved, part: string): Figures {
  const found = saved[part];
  if (found === undefined)
    throw new CommandRefusal(`There are no figures of --${part} yet: run npm run bench -- --${part} first.`);
  return found.figures as Figures;
}

/** Date and machine of a measurement. */
export function measuredText(saved: AllSaved, part: string): string {
  const found = saved[part];
  return found === undefined ? '' : `Measured ${found.measuredAt.slice(0, 10)}: ${machineText(found.machine)}.`;
}

/** The figures of docs/performance.md: comparison with the sample, load over HTTP, and cost. */
export const performanceSection = (saved: AllSaved): string =>
  [sampleComparison(saved), httpComparison(saved), costTable(saved)].join('\n\n');

function sampleComparison(saved: AllSaved): string {
  const { functions: cold, rounds } = figuresOf<ColdParts>(saved, 'cold');
  const { functions: warm } = figuresOf<WarmParts>(saved, 'warm');
  const { operations } = figuresOf<CapacityParts>(saved, 'capacity');
  const calls = (...names: readonly string[]) =>
    names
      .map((name) => operations[name])
      .map((one) => (one === undefined ? undefined : one.calls + (one.durable?.checkpoints ?? 0)))
      .join(', ');
  const row = (what: string, [ours, ...others]: MaybeValues<number>, unit = '', digits = 0) => [
    what,
    `${ours?.toFixed(digits)}${unit}`,
    ...others.flatMap((other) => [`${other?.toFixed(digits)}${unit}`, ours === undefined ? '' : times(ours, other)]),
  ];
  const subjects = ['create-payment', sampleName, durableName];
  const coldOf = (figure: keyof Cold): MaybeValues<number> => subjects.map((name) => cold[name]?.[figure]);
  const warmOf = (figure: keyof WarmFigures): MaybeValues<number> => subjects.map((name) => warm[name]?.[figure]);
  const payments = ['keyed payment', 'sample: payment', 'durable function: payment'];
  const rows = [
    [
      'calls: first, replay, mismatch',
      calls('keyed payment', 'keyed payment, replay', 'keyed payment, mismatch'),
      calls('sample: payment', 'sample: payment, replay', 'sample: mismatch'),
      '',
      calls('durable function: payment', 'durable function: payment, replay', 'durable function: mismatch'),
      '',
    ],
    row(
      'write units of a first payment',
      payments.map((name) => operations[name]?.writeUnits),
    ),
    row('import and first invoke, with TLS', coldOf('bothMs'), ' ms'),
    row('CPU of the first invocation', coldOf('firstCpuMs'), ' ms'),
    row('CPU of a cold process', coldOf('processCpuMs'), ' ms'),
    row('CPU of a warm payment', warmOf('cpuUs'), ' µs'),
    row('code', coldOf('kilobytes'), ' KB'),
    row('log of a payment', warmOf('logBytes'), ' bytes'),
  ];
  const columns = [`medians of ${rounds} rounds`, 'a payment here', sampleName, '', durableName, ''];
  return (
    `${tableMarkdown({ columns, rows })}\n\n` +
    'The reference sample (`bench/baselines/sample.ts`) follows the documentation of Powertools, Middy and the SDK: an idempotency table, a\n' +
    'payment with a random id, two indexes. It can charge twice if it is interrupted between the charge and the record, which this table does not show.\n\n' +
    'The durable function (`bench/baselines/durable.ts`) follows the documentation of AWS Lambda durable functions: the key names the execution,\n' +
    'one step creates an id, one charges. Steps run at least once, so it can charge twice if it is interrupted before the checkpoint of a charge,\n' +
    'and a name is forgotten 14 days after its execution has ended (90 at most). Its calls are those to DynamoDB and to the checkpoint API. ' +
    measuredText(saved, 'cold')
  );
}

function httpComparison(saved: AllSaved): string {
  const { connections, leftOut } = figuresOf<HttpParts>(saved, 'http');
  const counts = Object.keys(connections);
  const names = Object.keys(Object.values(connections)[0] ?? {}).filter((name) => name !== otherCheckout);
  const rows = names.map((name) => [
    name,
    ...counts.map((count) => String(connections[count]?.[name]?.perSecond)),
    ...counts.slice(1, 2).flatMap((count) => {
      const one = connections[count]?.[name];
      return [one?.p50Ms.toFixed(0) ?? '', one?.p99Ms.toFixed(0) ?? '', one?.cpuMs?.toFixed(1) ?? ''];
    }),
  ]);
  const columns = [
    'charges per second on one machine',
    ...counts.map((count) => `${count} ${count === '1' ? 'connection' : 'connections'}`),
    ...['p50 ms', 'p99 ms', 'CPU ms'].map((figure) => `${figure}, ${counts[1]}`),
  ];
  const missing = Object.keys(leftOut).map((name) => `${name} could not be installed.`);
  return [
    tableMarkdown({ columns, rows }),
    'CPU covers all processes until all derived work is done. `npm start` runs each function in its own process, and the streams, counters and\n' +
      'notifications behind each payment. The others keep their rows in SQLite (the sample: in the DynamoDB engine of `npm start`, whose time is\n' +
      `included) and do nothing afterwards; each has one worker. ${measuredText(saved, 'http')}`,
    ...missing,
  ].join('\n\n');
}

function costTable(saved: AllSaved): string {
  const { bills } = figuresOf<CostParts>(saved, 'cost');
  const rows = Object.entries(bills).map(([name, { dynamodb, apiGateway, lambda, durable, logs, traces, total }]) => [
    name,
    ...[dynamodb, apiGateway, lambda, durable, logs, traces, total].map((amount) => amount.toFixed(2)),
  ]);
  const columns = [
    'dollars per million',
    'DynamoDB',
    'API Gateway',
    'Lambda',
    'checkpoints',
    'logs',
    'traces',
    'total',
  ];
  return [
    tableMarkdown({ columns, rows }),
    'List prices of us-east-1; `bench/cost/prices.ts` has them and the assumptions. Units, calls, bytes and the CPU time of cold starts are measured\n' +
      'for each operation. The CPU time of a warm invocation is that of a payment or of a read, whichever is closer. Time spent waiting\n' +
      'for the trip or notification service is not included. Checkpoints are what Lambda charges for durable operations and for keeping them 14 days; AWS does\n' +
      'not document whether it charges an invocation under a known name, so this does not count it. A payment with its events,\n' +
      'counters and notification is the sum of three rows; the sample and the durable function derive nothing.',
  ].join('\n\n');
}
