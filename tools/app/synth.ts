import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { CommandRefusal } from '../../hermetic/process/command.ts';
import { type FunctionSource, sourceFile } from '../../hermetic/template/function-source.ts';
import type { Context } from '../../hermetic/template/project.ts';
import type { bundle } from '../../lib/bundle.ts';
import { compileCache } from './local-directory.ts';

const root = join(import.meta.dirname, '..', '..');

/** The CDK CLI sets these for every app. Without them, the templates do not contain the paths of their assets. */
const cliContext = { 'aws:cdk:enable-path-metadata': true, 'aws:cdk:enable-asset-metadata': true };

/** Synthesises the CDK app for stage `local` into `outdir`, as `cdk synth -c stage=local` would. */
export async function synthesise(outdir: string, more: Context = {}, bundleFunctions?: typeof bundle): Promise<void> {
  // CDK's template validation takes longer than the rest of a synthesis; `npm test` and `cdk synth` run it.
  process.env.CDK_VALIDATION ??= 'false';
  const [{ App }, { addPaymentService }] = await Promise.all([
    import('aws-cdk-lib'),
    import('../../lib/payment-service.ts'),
  ]);
  const { context } = JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8'));
  const app = new App({ outdir, context: { ...context, ...more, ...cliContext, stage: 'local' } });
  await addPaymentService(app, bundleFunctions);
  app.synth();
}

/** Inputs of a synthesis other than the modules that it loads from the project. */
const settings = [
  'cdk.json',
  'package.json',
  'package-lock.json',
  'tools/app/synth.ts',
  'node_modules/aws-cdk-lib/package.json',
  'node_modules/constructs/package.json',
];

/**
 * Synthesises the templates in a separate process, which sees changes in lib/ and frees CDK's 100 MB when it ends. Assets
 * name their source instead of containing code. Resolves with the files that were read, relative to the project; rejects
 * with a Refusal that contains the process's output.
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
    if (isWrongOption(error)) throw new CommandRefusal(stderrOf(error));
    throw new CommandRefusal(`The CDK app does not synthesise.\n${stderrOf(error)}`, 1);
  }
}

/** The process exits with 2 after it has printed what is wrong with an option: lib/context-error.ts. */
const isWrongOption = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 2;

export function stderrOf(error: unknown): string {
  const stderr = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
  return stderr || String(error);
}

/** Makes an asset for each function that names its source: CDK merges assets with equal content. */
async function namedSources(sources: readonly FunctionSource[], outdir: string): Promise<Record<string, string>> {
  const folders = sources.map((source) => [source, join(outdir, source.name)] as const);
  for (const [source, directory] of folders) {
    mkdirSync(directory, { recursive: true });
    writeFileSync(join(directory, sourceFile), JSON.stringify(source));
  }
  return Object.fromEntries(folders.map(([{ name }, directory]) => [name, directory]));
}

/** Collects the project's modules as they are loaded. */
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
  // Not at the top of this file: a module that is loaded before the hook does not count as an input.
  const { exitOnContextError } = await import('../../lib/context-error.ts');
  await exitOnContextError(synthesise(outdir, JSON.parse(context) as Context, namedSources));
  // CDK has copied the folder into assets.
  rmSync(join(outdir, 'functions'), { recursive: true });
  process.stdout.write(`\n${JSON.stringify([...modules, ...settings])}`);
}
