import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { CommandRefusal } from '../../hermetic/process/command.ts';
import type { FunctionBundle, FunctionSource } from '../../hermetic/template/function-source.ts';
import { compileCache } from './local-directory.ts';
import { makeSourcesAbsolute } from './source-map.ts';
import { stderrOf } from './synth.ts';

const root = join(import.meta.dirname, '..', '..');

/** Inputs of every bundle other than its modules. */
const settings = [
  'package.json',
  'tsconfig.json',
  'lib/bundle.ts',
  'lib/provider-modules.ts',
  'tools/app/source-map.ts',
  'lib/graphiql-assets.ts',
  'lib/unused-modules.ts',
  'node_modules/esbuild/package.json',
];

type BundleOptions = Readonly<{ forDebugger?: boolean }>;

/** Go's garbage collector would take a third of esbuild's time, and the process ends soon: 300 MB for all functions. */
const environment = { NODE_COMPILE_CACHE: compileCache, GOGC: 'off' };

/**
 * Bundles functions with one esbuild call in a separate process, which sees changes to lib/bundle.ts and frees esbuild's
 * memory when it ends. Rejects with a Refusal that contains esbuild's output.
 */
export async function bundleApart(
  sources: readonly FunctionSource[],
  outdir: string,
  options: BundleOptions = {},
): Promise<readonly FunctionBundle[]> {
  try {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [import.meta.filename, outdir, JSON.stringify(sources), JSON.stringify(options)],
      { cwd: root, env: { ...process.env, ...environment }, maxBuffer: 64 * 1024 * 1024 },
    );
    return JSON.parse(stdout) as readonly FunctionBundle[];
  } catch (error) {
    throw new CommandRefusal(`The functions do not build.\n${stderrOf(error)}`, 1);
  }
}

/** Adds the files that decide how the modules of a bundle are resolved and compiled. */
function withSettings({ inputs, ...bundle }: FunctionBundle): FunctionBundle {
  return { ...bundle, inputs: [...new Set([...inputs, ...inputs.flatMap(packageFiles), ...settings])] };
}

/** The package.json files from a module up to its package's root: they contain `exports`, `type` and `sideEffects`. */
function packageFiles(module: string): readonly string[] {
  const start = module.lastIndexOf('node_modules/');
  if (start === -1) return [];
  const [scope = '', name = ''] = module.slice(start + 'node_modules/'.length).split('/');
  const packageFolder =
    module.slice(0, start) + ['node_modules', scope, ...(scope.startsWith('@') ? [name] : [])].join('/');
  const files: string[] = [];
  for (let folder = dirname(module); folder.length >= packageFolder.length; folder = dirname(folder)) {
    const file = `${folder}/package.json`;
    if (folder === packageFolder || existsSync(join(root, file))) files.push(file);
  }
  return files;
}

if (import.meta.main) {
  const [, , outdir, sources, optionsText = '{}'] = process.argv;
  if (outdir === undefined || sources === undefined) {
    throw new Error('npx node tools/app/bundle-apart.ts <directory> <sources as JSON>');
  }
  const { bundleWithInputs } = await import('../../lib/bundle.ts');
  const options = JSON.parse(optionsText) as BundleOptions;
  const bundles = await bundleWithInputs(JSON.parse(sources) as readonly FunctionSource[], outdir, options);
  if (options.forDebugger) for (const { directory } of bundles) makeSourcesAbsolute(join(directory, 'index.js.map'));
  process.stdout.write(JSON.stringify(bundles.map(withSettings)));
}
