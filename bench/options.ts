import { parsedArguments } from '../hermetic/process/arguments.ts';
import { CommandRefusal } from '../hermetic/process/command.ts';
import { parts } from './parts/parts.ts';

export const help = `npm run bench -- [parts] [options]: measures speed and cost on this machine, alternating with common alternatives.

${parts.map(({ name, about }) => `  --${name.padEnd(12)} ${about}`).join('\n')}
                 default: all parts, which takes about twelve minutes

  --rounds N     number of rounds; each round measures every subject once (9)
  --seconds N    load per server and round, in seconds (3)
  --most N       maximum number of stored payments, for --scale (100000)
  --rate N       payments per second, for --model (16000) and for another column of the monthly cost of --cost
  --against DIR  another checkout of this project with its node_modules, to compare in --start and --http
  --docs         only rewrites the figures of these parts in docs/performance.md and docs/scale.md, from the last measurement
  --json         prints the figures as one JSON object
  --help         shows this text

Figures are saved in .build/bench/figures.json. Do not compare times of different machines or runs, only ratios within
a run.`;

export type Options = Readonly<{
  parts: readonly string[];
  rounds: number;
  seconds: number;
  rate: number | undefined;
  against: string | undefined;
  most: number;
  docs: boolean;
  json: boolean;
  help: boolean;
}>;

/** Rejects unknown options and invalid numbers. */
export function optionsFrom(args: readonly string[]): Options {
  const flags = Object.fromEntries(parts.map(({ name }) => [name, { type: 'boolean', default: false } as const]));
  const { values } = parsedArguments({
    args: [...args],
    options: {
      ...flags,
      rounds: { type: 'string', default: '9' },
      seconds: { type: 'string', default: '3' },
      most: { type: 'string', default: '100000' },
      rate: { type: 'string' },
      against: { type: 'string' },
      docs: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const chosen = parts.map(({ name }) => name).filter((name) => (values as Record<string, unknown>)[name] === true);
  return {
    parts: chosen.length === 0 ? parts.map(({ name }) => name) : chosen,
    rounds: whole('rounds', values.rounds, 1_000),
    seconds: whole('seconds', values.seconds, 600),
    rate: values.rate === undefined ? undefined : whole('rate', values.rate, 100_000),
    against: values.against,
    most: whole('most', values.most, 10_000_000),
    docs: values.docs,
    json: values.json,
    help: values.help,
  };
}

function whole(name: string, text: string, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= most) return value;
  throw new CommandRefusal(`--${name} ${text} is not a whole number from 1 to ${most}.`);
}
