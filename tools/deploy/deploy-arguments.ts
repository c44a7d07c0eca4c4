import { kindOf } from '../../lib/stage.ts';
import { contextArguments } from './context-arguments.ts';

export type DeployOptions = Readonly<{
  stage: string;
  /** Arguments of `-c`. */
  context: readonly string[];
  /** Asks nobody before it changes permissions. */
  yes: boolean;
  'import-existing-resources': boolean;
}>;

/**
 * Arguments of `cdk deploy` for a stage. A kept stage always adopts what it has retained: a roll-back keeps the log groups of
 * functions that it deletes, and without that the way forward again would end at a log group that already exists. If there
 * is nothing to adopt, the option changes nothing; `cdk bootstrap` always sets it, too.
 */
export const deployArguments = (options: DeployOptions): readonly string[] => [
  ...contextArguments(options.context),
  ...(options.yes ? ['--require-approval', 'never'] : []),
  ...(options['import-existing-resources'] || kindOf(options.stage) === 'kept' ? ['--import-existing-resources'] : []),
];
