import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Refusal } from '../../hermetic/process/command.ts';
import type { FunctionBundle, FunctionSource } from '../../hermetic/template/function-source.ts';
import { compileCache } from '../../hermetic/template/run-directory.ts';
import { nameSourcesWhole } from './source-map.ts';
import { stderrOf } from './synth.ts';

const root = join(import.meta.dirname, '..', '..');

/** Besides the modules of a bundle, all that decides what esbuild makes of them. */
const settings = [
  'package.json',
  'tsconfig.json',
  'lib/bundle.ts',
  'tools/app/source-map.ts',
  'lib/graphiql-assets.ts',
  'lib/unused-modules.ts',
  'node_modules/esbuild/package.json',
];

type BundleOptions = Readonly<{ forDebugger?: boolean }>;

/** The process ends before esbuild's garbage collector (Go's) would be worth a third of its time: 300 MB for all functions. */
const environment = { NODE_COMPILE_CACHE: compileCache, GOGC: 'off' };

/**
 * Bundles functions in one esbuild call, in a process of its own: changes of lib/bundle.ts are seen, and esbuild's
 * memory is free again afterwards. Rejects with what esbuild wrote to stderr.
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
    throw new Refusal(`The functions do not build.\n${stderrOf(error)}`, 1);
  }
}

/** Adds what decides how the modules of a bundle are found and compiled. */
function withSettings({ inputs, ...bundle }: FunctionBundle): FunctionBundle {
  return { ...bundle, inputs: [...new Set([...inputs, ...inputs.flatMap(packageFiles), ...settings])] };
}

/** The package.json files from a module in node_modules up to its package's own: `exports`, `type`, `sideEffects`. */
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
  if (options.forDebugger) for (const { directory } of bundles) nameSourcesWhole(join(directory, 'index.js.map'));
  process.stdout.write(JSON.stringify(bundles.map(withSettings)));
}
