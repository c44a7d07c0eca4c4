import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Refusal } from '../program/command.ts';
import { localDirectory } from './run-directory.ts';

const root = join(import.meta.dirname, '..', '..');

/** What the CDK CLI asks of every app: without it the templates do not say where their assets lie. */
const asTheCli = { 'aws:cdk:enable-path-metadata': true, 'aws:cdk:enable-asset-metadata': true };

/** What `-c` gives the CDK app. */
export type Context = Readonly<Record<string, string>>;

/** Synthesises the CDK app for stage `local` into `outdir`, as `cdk synth -c stage=local` would. */
export async function synthesise(outdir: string, more: Context = {}): Promise<void> {
  // CDK's template validation takes longer than all the rest; `npm test` and `cdk synth` run it.
  process.env.CDK_VALIDATION ??= 'false';
  const [{ App }, { paymentService }] = await Promise.all([
    import('aws-cdk-lib'),
    import('../../lib/payment-service.ts'),
  ]);
  const { context } = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8'));
  const app = new App({ outdir, context: { ...context, ...more, ...asTheCli, stage: 'local' } });
  await paymentService(app);
  app.synth();
}

/**
 * The same in a process of its own: changed code in lib/ is seen, and CDK's 100 MB are gone when it is done.
 * Rejects with what the process wrote to stderr.
 */
export async function synthesiseApart(outdir: string, context: Context = {}): Promise<void> {
  try {
    await promisify(execFile)(process.execPath, [import.meta.filename, outdir, JSON.stringify(context)], {
      cwd: root,
      env: { ...process.env, NODE_COMPILE_CACHE: join(localDirectory, 'compile-cache') },
      maxBuffer: 64 * 1024 * 1024,
    });
  } catch (error) {
    throw new Refusal(`The CDK app does not synthesise.\n${stderrOf(error)}`, 1);
  }
}

function stderrOf(error: unknown): string {
  const stderr = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
  return stderr || String(error);
}

if (import.meta.main) {
  const [, , outdir, context = '{}'] = process.argv;
  if (outdir === undefined) throw new Error('npx node local/template/synth.ts <directory>');
  await synthesise(outdir, JSON.parse(context) as Context);
}
