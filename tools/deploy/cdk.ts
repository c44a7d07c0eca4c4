import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { outputsFile } from './outputs.ts';
import { type Environment, root, runNode } from './run-program.ts';

/** `cdk` is the CDK's own program, `cdklocal` the same on an emulator. */
const programs = { cdk: 'aws-cdk/bin/cdk', cdklocal: 'aws-cdk-local/bin/cdklocal' } as const;
export type Cdk = keyof typeof programs;

/** Runs the CDK on this terminal. */
export const runCdk = (program: Cdk, args: readonly string[], env: Environment): Promise<void> =>
  runNode([join(root, 'node_modules', programs[program]), ...args, '--no-notices'], env);

export type Deployment = Readonly<{
  program: Cdk;
  /** `aws`, or an emulator's address. */
  place: string;
  stage: string;
  /** Further words for the CDK. */
  more?: readonly string[];
  env: Environment;
}>;

/** Deploys every stack of a stage, and keeps its outputs where `outputsFile` says. */
export async function deployStage({ program, place, stage, more = [], env }: Deployment): Promise<void> {
  const file = outputsFile(place, stage);
  mkdirSync(dirname(file), { recursive: true });
  await runCdk(program, ['deploy', '--all', '-c', `stage=${stage}`, '--outputs-file', file, ...more], env);
}
