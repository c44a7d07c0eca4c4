import { join } from 'node:path';
import { hashOf } from '../../hermetic/template/file-hashes.ts';
import type { Project } from '../../hermetic/template/project.ts';
import { bundleApart } from './bundle-apart.ts';
import { localDirectory } from './local-directory.ts';
import { refreshPages } from './pages.ts';
import { synthesiseTemplates } from './synth.ts';

const root = join(import.meta.dirname, '..', '..');

/** The stage that `npm start` runs. */
export const localStage = 'local';

/** The payment service as an app of the hermetic runtime. */
export const paymentProject: Project = {
  root,
  localDirectory,
  synthesise: synthesiseTemplates,
  build: bundleApart,
  fileOf: ({ folder, name }) => join('functions', folder, `${name}.ts`),
  refresh: () => refreshPages(root),
};

/** The payment service with bundles for a debugger. Their source maps contain absolute paths, so the cache key contains the root. */
export const debuggedProject: Project = {
  ...paymentProject,
  build: (sources, outdir) => bundleApart(sources, outdir, { forDebugger: true }),
  codeKind: `debug-${hashOf(root)}`,
};
