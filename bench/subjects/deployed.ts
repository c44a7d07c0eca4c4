import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Declared, DeclaredFunction } from '../../hermetic/template/declared.ts';
import { readDeclared } from '../../hermetic/template/template.ts';
import type { Subject } from './subject.ts';

const root = join(import.meta.dirname, '..', '..');
const standardDirectory = join(root, '.build', 'bench', 'assembly');
export const stage = 'production';

/** What the CDK CLI asks of every app, without the validation of templates, which takes longer than all the rest. */
const asTheCli = { 'aws:cdk:enable-path-metadata': true, 'aws:cdk:enable-asset-metadata': true };

export type Deployed = Readonly<{
  declared: Declared;
  /** A function of the table of routes or of workers. */
  function: (name: string) => DeclaredFunction;
  /** The same with the event that the repository has of it, or with another one. */
  subject: (name: string, event?: object) => Subject;
}>;

/** What `cdk deploy -c stage=production` would upload: code, environment variables and tables. */
export async function synthesisedProduction(directory: string = standardDirectory): Promise<Deployed> {
  mkdirSync(directory, { recursive: true });
  // On Lambda nothing above a function says that its files are modules, as our own package.json would.
  writeFileSync(join(directory, 'package.json'), '{}');
  const { context } = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')) as { context: object };
  const services = {
    tripServiceUrl: 'https://trips.example.com',
    notificationServiceUrl: 'https://notify.example.com',
    // No request of a benchmark leaves this machine.
    allowSimulatedProcessor: 'true',
  };
  await promisify(execFile)(process.execPath, [join(root, 'bin', 'payment-service.ts')], {
    cwd: root,
    env: {
      ...process.env,
      CDK_OUTDIR: directory,
      CDK_VALIDATION: 'false',
      CDK_CONTEXT_JSON: JSON.stringify({ ...context, ...services, ...asTheCli, stage }),
    },
  });
  const declared = readDeclared(directory);
  const found = (name: string): DeclaredFunction => {
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
