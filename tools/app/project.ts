import { join } from 'node:path';
import { hashOf } from '../../hermetic/template/file-hashes.ts';
import type { Project } from '../../hermetic/template/project.ts';
import { bundleApart } from './bundle-apart.ts';
import { refreshExplorerPage } from './explorer-page.ts';
import { synthesiseTemplates } from './synth.ts';

const root = join(import.meta.dirname, '..', '..');

/** The stage that `npm start` runs. */
export const localStage = 'local';

/** This service, as the hermetic runtime builds it. */
export const paymentProject: Project = {
  root,
  synthesise: synthesiseTemplates,
  build: bundleApart,
  refresh: () => refreshExplorerPage(root),
};

/** The same with code for a debugger. Its source maps name files by their whole paths: a project that was moved builds anew. */
export const debuggedProject: Project = {
  ...paymentProject,
  build: (sources, outdir) => bundleApart(sources, outdir, { forDebugger: true }),
  codeKind: `debug-${hashOf(root)}`,
};
