import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');

/** Makes a folder that the image of the gRPC edge is built from: its Dockerfile, and its code in a few files. */
export async function edgeImage(outdir: string): Promise<string> {
  // The names of chunks change with what is in them.
  rmSync(outdir, { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints: ['edge/main.ts', 'edge/health-check.ts'],
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    conditions: ['module'],
    legalComments: 'none',
    logLevel: 'warning',
  });
  copyFileSync(join(root, 'edge', 'Dockerfile'), join(outdir, 'Dockerfile'));
  return outdir;
}
