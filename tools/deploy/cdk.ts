import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { outputsFile } from './outputs.ts';
import { type ProgramEnvironment, root, runNode } from './run-program.ts';

/** `cdklocal` deploys to an emulator. */
const programs = { cdk: 'aws-cdk/bin/cdk', cdklocal: 'aws-cdk-local/bin/cdklocal' } as const;
export type Cdk = keyof typeof programs;

/** Runs the CDK CLI on this terminal. */
export const runCdk = (program: Cdk, args: readonly string[], env: ProgramEnvironment): Promise<void> =>
  runNode([join(root, 'node_modules', programs[program]), ...args, '--no-notices'], env);

export type Deployment = Readonly<{
  program: Cdk;
  /** `aws`, or an emulator's URL. */
  place: string;
  stage: string;
  /** Further arguments for the CDK CLI. */
  more?: readonly string[];
  env: ProgramEnvironment;
}>;

/** Deploys every stack of a stage, and writes their outputs to `outputsFile`. */
export async function deployStage({ program, place, stage, more = [], env }: Deployment): Promise<void> {
  const file = outputsFile(place, stage);
  mkdirSync(dirname(file), { recursive: true });
  await runCdk(program, ['deploy', '--all', '-c', `stage=${stage}`, '--outputs-file', file, ...more], env);
}
