import { durationMs } from '../hermetic/clock/clock-request.ts';
import type { ClockMove, ClockReading } from '../hermetic/clock/move-clock.ts';
import { parsedArguments } from '../hermetic/process/arguments.ts';
import { command, messageOf, Refusal } from '../hermetic/process/command.ts';
import { localRequest } from './start/local-request.ts';

const help = `npm run clock -- [advance SPAN | to MOMENT] [options]: shows or moves the clock of the running environment of npm start.

  advance SPAN   forward by a time span: 90s, 2m, 2h, 400d, 1d12h
  to MOMENT      forward to a moment: 2026-12-24T00:00:00Z
  --url URL      where the environment runs (http://localhost:8000)
  --json         the outcome as one JSON object
  --help         this text

Dates in the functions, leases, circuit breakers, schedules, stream records and expiries follow it; timers and time-outs
stay real. It never goes back. The schedules that come due have run when this returns. More: docs/testing.md`;

async function clock(): Promise<void> {
  const { values, positionals } = parsedArguments({
    options: {
      url: { type: 'string', default: 'http://localhost:8000' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
    allowPositionals: true,
  });
  if (values.help) return console.log(help);
  const move = moveFrom(positionals);
  const answer = await localRequest(values.url, move === undefined ? 'GET' : 'POST', '/_local/clock', move);
  if (values.json) return console.log(JSON.stringify(answer));
  for (const line of linesFor(answer as ClockReading & Partial<ClockMove>)) console.log(line);
}

function moveFrom([verb, value, ...more]: readonly string[]): object | undefined {
  if (verb === undefined) return undefined;
  if (value === undefined || more.length > 0 || (verb !== 'advance' && verb !== 'to')) {
    throw new Refusal('Say "advance 2h" or "to 2026-12-24T00:00:00Z", or nothing to see the time. --help has more.');
  }
  try {
    if (verb === 'advance') durationMs(value);
  } catch (error) {
    throw new Refusal(messageOf(error));
  }
  return { [verb]: value };
}

function linesFor({ now, offset_ms, ran = {}, expired = {} }: ClockReading & Partial<ClockMove>): readonly string[] {
  const ahead = offset_ms === 0 ? 'the real time' : `${Math.round(offset_ms / 1000)} s ahead of the real time`;
  return [
    `${now}, ${ahead}`,
    ...Object.entries(ran).map(([name, count]) => `  ${name} ran ${count} times`),
    ...Object.entries(expired).map(([table, count]) => `  ${table}: ${count} items expired`),
  ];
}

await command(clock);
