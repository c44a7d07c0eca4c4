import { type ParseArgsConfig, parseArgs } from 'node:util';
import { CommandRefusal } from './command.ts';
import { nearest } from './nearest.ts';

/** Node's `parseArgs`, with a suggestion when an option is unknown. Throws Refusal. */
export function parsedArguments<Config extends ParseArgsConfig>(config: Config): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs(config);
  } catch (error) {
    throw unknownFlag(error, config) ?? error;
  }
}

function unknownFlag(
  error: unknown,
  { options = {}, allowNegative = false }: ParseArgsConfig,
): CommandRefusal | undefined {
  if (!(error instanceof Error && 'code' in error && error.code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION')) return undefined;
  const given = /'(-[^' =]*)/.exec(error.message)?.[1];
  if (given === undefined) return undefined;
  const flags = Object.keys(options).flatMap((name) => [`--${name}`, ...(allowNegative ? [`--no-${name}`] : [])]);
  const meant = nearest(given, flags);
  const hint = meant === undefined ? '--help lists all options.' : `Did you mean ${meant}? --help lists all options.`;
  return new CommandRefusal(`There is no option ${given}. ${hint}`);
}
