import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Refusal } from '../../hermetic/process/command.ts';
import { type FunctionSource, sourceFile } from '../../hermetic/template/function-source.ts';
import type { Context } from '../../hermetic/template/project.ts';
import type { bundle } from '../../lib/bundle.ts';
import { compileCache } from './local-directory.ts';

const root = join(import.meta.dirname, '..', '..');

/** What the CDK CLI asks of every app: without it the templates do not say where their assets lie. */
const asTheCli = { 'aws:cdk:enable-path-metadata': true, 'aws:cdk:enable-asset-metadata': true };

/** Synthesises the CDK app for stage `local` into `outdir`, as `cdk synth -c stage=local` would. */
export async function synthesise(outdir: string, more: Context = {}, bundleFunctions?: typeof bundle): Promise<void> {
  // CDK's template validation takes longer than all the rest; `npm test` and `cdk synth` run it.
  process.env.CDK_VALIDATION ??= 'false';
  const [{ App }, { paymentService }] = await Promise.all([
    import('aws-cdk-lib'),
    import('../../lib/payment-service.ts'),
  ]);
  const { context } = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8'));
  const app = new App({ outdir, context: { ...context, ...more, ...asTheCli, stage: 'local' } });
  await paymentService(app, bundleFunctions);
  app.synth();
}

/** Besides the modules that synthesis loads from the project, all that decides what it writes. */
const settings = [
  'cdk.json',
  'package.json',
  'package-lock.json',
  'tools/app/synth.ts',
  'node_modules/aws-cdk-lib/package.json',
  'node_modules/constructs/package.json',
];

/**
 * Synthesises the templates without the functions' code, in a process of its own: changed code in lib/ is seen, and
 * CDK's 100 MB are gone when it is done. Each function's asset only names its source. Resolves with the files that were
 * read, relative to the project; rejects with what the process wrote to stderr.
 */
export async function synthesiseTemplates(outdir: string, context: Context = {}): Promise<readonly string[]> {
  try {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [import.meta.filename, outdir, JSON.stringify(context)],
      { cwd: root, env: { ...process.env, NODE_COMPILE_CACHE: compileCache }, maxBuffer: 64 * 1024 * 1024 },
    );
    return JSON.parse(stdout.slice(stdout.lastIndexOf('\n') + 1)) as readonly string[];
  } catch (error) {
    throw new Refusal(`The CDK app does not synthesise.\n${stderrOf(error)}`, 1);
  }
}

export function stderrOf(error: unknown): string {
  const stderr = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
  return stderr || String(error);
}

/** Makes assets that differ from each other and name the function whose code they stand for. */
async function namedSources(sources: readonly FunctionSource[], outdir: string): Promise<Record<string, string>> {
  const folders = sources.map((source) => [source, join(outdir, source.name)] as const);
  for (const [{ folder, name }, directory] of folders) {
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, sourceFile), JSON.stringify({ folder, name }));
  }
  return Object.fromEntries(folders.map(([{ name }, directory]) => [name, directory]));
}

/** Collects the project's own modules as they are loaded. */
function loadedModules(): ReadonlySet<string> {
  const loaded = new Set<string>();
  registerHooks({
    load(url, context, next) {
      const file = url.startsWith('file:') ? relative(root, fileURLToPath(url)) : '';
      if (file !== '' && !file.split(sep).includes('node_modules')) loaded.add(file.split(sep).join('/'));
      return next(url, context);
    },
  });
  return loaded;
}

if (import.meta.main) {
  const [, , outdir, context = '{}'] = process.argv;
  if (outdir === undefined) throw new Error('npx node tools/app/synth.ts <directory>');
  const modules = loadedModules();
  await synthesise(outdir, JSON.parse(context) as Context, namedSources);
  // CDK has copied them into assets.
  rmSync(join(outdir, 'functions'), { recursive: true });
  process.stdout.write(`\n${JSON.stringify([...modules, ...settings])}`);
}
