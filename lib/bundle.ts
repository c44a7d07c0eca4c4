import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { bundleGraphiql } from './graphiql-assets.ts';

const root = join(import.meta.dirname, '..');

/** What libraries bring along and no function uses, and what stands in for it; why not is said there. */
const standIns = {
  '@aws-lambda-powertools/jmespath': './src/stand-ins/jmespath.ts',
  '@aws-lambda-powertools/jmespath/functions': './src/stand-ins/jmespath.ts',
};

/** functions/<folder>/<name>.ts */
export type Source = Readonly<{ folder: string; name: string }>;

/**
 * Bundles all functions in one esbuild call and gives each one's folder by its name.
 * CommonJS with all libraries inside starts faster than what `NodejsFunction` makes: measured in DECISIONS.md.
 */
export async function bundle(sources: readonly Source[], outdir: string): Promise<Record<string, string>> {
  await build({
    absWorkingDir: root,
    entryPoints: sources.map(({ folder, name }) => ({
      in: `functions/${folder}/${name}.ts`,
      out: `${name}/index`,
    })),
    outdir,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    mainFields: ['module', 'main'],
    conditions: ['module'],
    supported: { 'dynamic-import': false },
    alias: standIns,
    plugins: [requiredBuiltins],
    legalComments: 'none',
    logLevel: 'warning',
  });
  const bundles = Object.fromEntries(sources.map(({ name }) => [name, join(outdir, name)]));
  await bundleGraphiql(bundles);
  return bundles;
}

const builtins = new Set(builtinModules);

/** Loads Node's own modules by `require` alone: through the ESM loader they pull in undici and http2 at every cold start. */
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
