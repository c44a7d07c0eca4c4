import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');

/** Writes the Docker build context of the gRPC edge: its Dockerfile and its bundled code. */
export async function buildEdgeImage(outdir: string): Promise<string> {
  // Chunk names contain content hashes, so chunks of earlier builds would otherwise remain.
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
