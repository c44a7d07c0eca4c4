import { durationMs } from '../hermetic/clock/clock-request.ts';
import type { ClockMove, ClockReading } from '../hermetic/clock/move-clock.ts';
import { parsedArguments } from '../hermetic/process/arguments.ts';
import { CommandRefusal, command, messageOf } from '../hermetic/process/command.ts';
import { localRequest } from './start/local-request.ts';

const help = `npm run clock -- [advance SPAN | to TIME] [options]: shows or moves the test clock of a running npm start.

  advance SPAN   move forward by a time span: 90s, 2m, 2h, 400d, 1d12h
  to TIME        move forward to a date and time: 2026-12-24T00:00:00Z
  --url URL      URL of the environment (http://localhost:8000)
  --json         print the result as one JSON object
  --help         this text

Dates in functions, leases, circuit breakers, schedules, stream records and expiries follow the clock; timers and timeouts
stay real. It never goes back. When this command returns, due schedules have run. More: docs/testing.md`;

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
    throw new CommandRefusal(
      'Use "advance 2h", "to 2026-12-24T00:00:00Z", or no argument to show the time. --help has more.',
    );
  }
  try {
    if (verb === 'advance') durationMs(value);
  } catch (error) {
    throw new CommandRefusal(messageOf(error));
  }
  return { [verb]: value };
}

function linesFor({ now, offset_ms, ran = {}, expired = {} }: ClockReading & Partial<ClockMove>): readonly string[] {
  const ahead = offset_ms === 0 ? 'real time' : `${Math.round(offset_ms / 1000)} s ahead of real time`;
  return [
    `${now}, ${ahead}`,
    ...Object.entries(ran).map(([name, count]) => `  ${name} ran ${count} times`),
    ...Object.entries(expired).map(([table, count]) => `  ${table}: ${count} items expired`),
  ];
}

await command(clock);
