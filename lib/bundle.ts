import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';
import { bundleGraphiql, graphiqlInputs } from './graphiql-assets.ts';
import { withoutOtherProviders } from './provider-modules.ts';
import { withoutUnusedModules } from './unused-modules.ts';

const root = join(import.meta.dirname, '..');

/** Replaces dependencies that libraries import but no function uses. Each replacement says why it is safe. */
const bundleReplacements = {
  '@aws-lambda-powertools/jmespath': './src/bundle-replacements/jmespath.ts',
  '@aws-lambda-powertools/jmespath/functions': './src/bundle-replacements/jmespath.ts',
  // The SDK's own builds of these for browsers, which read no configuration files. The modules of Node that read files
  // take 3 ms of a cold start, and src/store/tuned-client.ts sets all that those files could say.
  '@smithy/core/config': './node_modules/@smithy/core/dist-es/submodules/config/index.browser.js',
  '@aws-sdk/core/httpAuthSchemes': './node_modules/@aws-sdk/core/dist-es/submodules/httpAuthSchemes/index.browser.js',
};

export type Source = Readonly<{
  /** functions/<folder>/<name>.ts */
  folder: string;
  name: string;
  /** Processors, `eventbridge` and `xray`, whose adapters the bundle has. Undefined: all, or the function calls none. */
  providers?: readonly string[] | undefined;
}>;

/**
 * Bundles all functions in one esbuild call and returns each function's folder by name. CommonJS with all libraries
 * inlined starts faster than the output of `NodejsFunction` (measurements in docs/decisions/0034).
 */
export async function bundle(sources: readonly Source[], outdir: string): Promise<Record<string, string>> {
  const built = await bundleWithInputs(sources, outdir);
  return Object.fromEntries(built.map(({ name, directory }) => [name, directory]));
}

/** A function's bundle. `inputs` are its source files, relative to the project root. */
export type Bundle = Readonly<{ name: string; directory: string; inputs: readonly string[] }>;

/**
 * Like `bundle`, and also returns the source files of each bundle. `forDebugger` gives readable code with source maps;
 * `withMaps` writes maps beside code that is the same as without them.
 */
export async function bundleWithInputs(
  sources: readonly Source[],
  outdir: string,
  { forDebugger = false, withMaps = false } = {},
): Promise<readonly Bundle[]> {
  const { metafile } = await build({
    absWorkingDir: root,
    metafile: true,
    entryPoints: sources.map(({ folder, name }) => ({
      in: `functions/${folder}/${name}.ts`,
      out: `${name}/index`,
    })),
    outdir,
    bundle: true,
    minify: !forDebugger,
    sourcemap: withMaps ? 'external' : forDebugger,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    mainFields: ['module', 'main'],
    conditions: ['module'],
    supported: { 'dynamic-import': false },
    alias: bundleReplacements,
    plugins: [withoutUnusedModules, withoutOtherProviders(sources), requiredBuiltins],
    legalComments: 'none',
    logLevel: 'warning',
    // Importing what the replacements and the modules left out do not export fails the build instead of the function.
    logOverride: { 'import-is-undefined': 'error' },
  });
  await bundleGraphiql(Object.fromEntries(sources.map(({ name }) => [name, join(outdir, name)])));
  return sources.map(({ folder, name }) => ({
    name,
    directory: join(outdir, name),
    inputs: [...importedFrom(`functions/${folder}/${name}.ts`, metafile), ...graphiqlInputs(name)],
  }));
}

/** A file and its transitive imports. esbuild's `outputs[].inputs` would omit tree-shaken modules. */
function importedFrom(entry: string, { inputs }: Metafile): readonly string[] {
  const found = new Set([entry]);
  // Iterating a Set also visits entries added during the iteration.
  for (const file of found) for (const { path } of inputs[file]?.imports ?? []) found.add(path);
  return [...found].filter((file) => file in inputs && !file.startsWith('builtin:'));
}

const builtins = new Set(builtinModules);

/** Loads Node's built-in modules with `require`: the ESM loader would load undici and http2 at every cold start. */
const requiredBuiltins: Plugin = {
  name: 'required-builtins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(node:)?[a-z_0-9/]+$/ }, ({ path, namespace }) => {
      const name = path.replace(/^node:/, '');
      return builtins.has(name) && namespace !== 'builtin' ? { path: name, namespace: 'builtin' } : undefined;
    });
    onLoad({ filter: /.*/, namespace: 'builtin' }, ({ path }) => ({
      contents: `module.exports = require('node:${path}')`,
      resolveDir: root,
    }));
  },
};
