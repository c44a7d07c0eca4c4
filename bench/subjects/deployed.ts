import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { AppDefinition, FunctionDefinition } from '../../hermetic/template/app-definition.ts';
import { readApp } from '../../hermetic/template/template.ts';
import type { Subject } from './subject.ts';

const root = join(import.meta.dirname, '..', '..');
const standardDirectory = join(root, '.build', 'bench', 'assembly');
export const stage = 'production';

/** Context that the CDK CLI sets for every app. Template validation is left out, because it takes longest. */
const asTheCli = { 'aws:cdk:enable-path-metadata': true, 'aws:cdk:enable-asset-metadata': true };

export type DeployedStage = Readonly<{
  declared: AppDefinition;
  /** A function by its name in lib/routes.ts or lib/workers.ts. */
  function: (name: string) => FunctionDefinition;
  /** A function with its event in events/, or with another one. */
  subject: (name: string, event?: object) => Subject;
}>;

/** Synthesises stage `production`: the code, environment variables and tables that `cdk deploy` would upload. */
export async function synthesisedProduction(
  directory: string = standardDirectory,
  more: Readonly<Record<string, string>> = {},
): Promise<DeployedStage> {
  mkdirSync(directory, { recursive: true });
  // Our own package.json would mark the bundles as ES modules, which on Lambda they are not.
  writeFileSync(join(directory, 'package.json'), '{}');
  const { context } = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')) as { context: object };
  const services = {
    tripServiceUrl: 'https://trips.example.com',
    notificationServiceUrl: 'https://notify.example.com',
    // No request of a benchmark leaves this machine.
    allowSimulatedProcessor: 'true',
    alarmEmail: 'none',
  };
  await promisify(execFile)(process.execPath, [join(root, 'bin', 'payment-service.ts')], {
    cwd: root,
    env: {
      ...process.env,
      CDK_OUTDIR: directory,
      CDK_VALIDATION: 'false',
      CDK_CONTEXT_JSON: JSON.stringify({ ...context, ...services, ...more, ...asTheCli, stage }),
    },
  });
  const declared = readApp(directory);
  const found = (name: string): FunctionDefinition => {
    const all = [...declared.functions.values()];
    const one = all.find((each) => each.name === `payment-service-${stage}-${name}`);
    if (one === undefined) throw new Error(`Stage ${stage} has no function ${name}.`);
    return one;
  };
  return {
    declared,
    function: found,
    subject: (name, event) => ({
      name,
      declared: found(name),
      event: event === undefined ? readFileSync(join(root, 'events', `${name}.json`), 'utf8') : JSON.stringify(event),
    }),
  };
}
