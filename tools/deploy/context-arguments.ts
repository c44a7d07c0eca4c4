import { CommandRefusal } from '../../hermetic/process/command.ts';

/**
 * The options of a stage as arguments for the CDK CLI. The CLI takes the last of two values of an option: with another stage
 * among them, a command that asked about a sandbox would delete that one.
 */
export function contextArguments(options: readonly string[]): readonly string[] {
  const stage = options.find((option) => option.startsWith('stage='));
  if (stage !== undefined) {
    throw new CommandRefusal(`Nothing was done: name the stage by --${stage.replace('=', ' ')}, not by -c ${stage}.`);
  }
  return options.flatMap((option) => ['-c', option]);
}
