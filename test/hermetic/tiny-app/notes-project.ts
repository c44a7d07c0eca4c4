import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { build } from 'esbuild';
import { sourceFile } from '../../../hermetic/template/function-source.ts';
import type { Project } from '../../../hermetic/template/project.ts';
import { functionNames, notesStack } from './notes-stack.ts';

const root = import.meta.dirname;

/** All that the runtime needs to run this app: how to synthesise it, and how to bundle its functions. */
export const notesProject = (localDirectory: string): Project => ({
  root,
  localDirectory,
  async synthesise(outdir, context) {
    // CDK's validation of templates takes longer than the rest of a synthesis.
    process.env.CDK_VALIDATION ??= 'false';
    const metadata = { 'aws:cdk:enable-asset-metadata': true };
    const app = new App({ outdir, context: { ...context, ...metadata } });
    const assets = functionNames.map((name) => {
      const directory = join(localDirectory, 'sources', name);
      mkdirSync(directory, { recursive: true });
      writeFileSync(join(directory, sourceFile), JSON.stringify({ folder: '.', name }));
      return [name, directory] as const;
    });
    notesStack(app, Object.fromEntries(assets) as Record<(typeof functionNames)[number], string>);
    app.synth();
    return ['notes-stack.ts', 'notes-project.ts'];
  },
  async build(sources, outdir) {
    const entryPoints = sources.map(({ name }) => ({ in: join(root, `${name}.ts`), out: join(name, 'index') }));
    await build({ entryPoints, outdir, bundle: true, platform: 'node', target: 'node24', format: 'cjs' });
    return sources.map(({ name }) => ({ name, directory: join(outdir, name), inputs: [`${name}.ts`] }));
  },
  fileOf: ({ name }) => `${name}.ts`,
});
