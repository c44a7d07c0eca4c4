import { parsedArguments } from '../hermetic/process/arguments.ts';
import { Refusal } from '../hermetic/process/command.ts';
import { parts } from './parts/parts.ts';

export const help = `npm run bench -- [parts] [options]: measures speed and cost on this machine, side by side with what people use today.

${parts.map(({ name, about }) => `  --${name.padEnd(12)} ${about}`).join('\n')}
                 without a part, all of them: some twelve minutes

  --rounds N     how often each is measured, in turn with the others (9)
  --seconds N    how long each server is put under load in a round (3)
  --most N       payments stored at most, for --scale (100000)
  --against DIR  another checkout of this project, with its node_modules, that --start and --http measure in turn
  --docs         only rewrites the figures in docs/performance.md and docs/scale.md, from the last measurement
  --json         the figures as one JSON object
  --help         this text

Figures are kept in .build/bench/figures.json. Times of different machines, or of different runs, do not compare;
ratios within a run do.`;

export type Options = Readonly<{
  parts: readonly string[];
  rounds: number;
  seconds: number;
  against: string | undefined;
  most: number;
  docs: boolean;
  json: boolean;
  help: boolean;
}>;

/** Rejects what is no option, and numbers that are none. */
export function optionsFrom(args: readonly string[]): Options {
  const flags = Object.fromEntries(parts.map(({ name }) => [name, { type: 'boolean', default: false } as const]));
  const { values } = parsedArguments({
    args: [...args],
    options: {
      ...flags,
      rounds: { type: 'string', default: '9' },
      seconds: { type: 'string', default: '3' },
      most: { type: 'string', default: '100000' },
      against: { type: 'string' },
      docs: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const asked = parts.map(({ name }) => name).filter((name) => (values as Record<string, unknown>)[name] === true);
  return {
    parts: asked.length === 0 ? parts.map(({ name }) => name) : asked,
    rounds: whole('rounds', values.rounds, 1_000),
    seconds: whole('seconds', values.seconds, 600),
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
  throw new Refusal(`--${name} ${text} is not a whole number from 1 to ${most}.`);
}
