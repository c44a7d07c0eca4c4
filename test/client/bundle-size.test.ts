import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

const client = join(import.meta.dirname, '..', '..', 'client');

/** Minified bytes of what a browser loads. Fails if something needs Node. */
async function bundled(source: string): Promise<Readonly<{ bytes: number; gzipped: number }>> {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: client, loader: 'ts' },
    bundle: true,
    minify: true,
    write: false,
    logLevel: 'silent',
    platform: 'browser',
    format: 'esm',
    target: 'es2023',
  });
  const code = outputFiles[0]?.contents ?? new Uint8Array();
  return { bytes: code.length, gzipped: gzipSync(code).length };
}

describe('the client in a browser', () => {
  const usual = `
    export * from './payment-client.ts';
    export * from './keys/memory.ts';
    export * from './api-key.ts';
    export * from './webhooks.ts';
    export * from './amounts.ts';
  `;

  it('is at most 10 KB, minified', async () => {
    const { bytes, gzipped } = await bundled(usual);
    expect(gzipped).toBeGreaterThan(2_000);
    expect(bytes).toBeLessThanOrEqual(10_000);
  });

  it('is at most 6 KB, minified and compressed, with signatures of AWS besides', async () => {
    const { gzipped } = await bundled(`${usual} export * from './sigv4.ts';`);
    expect(gzipped).toBeLessThanOrEqual(6_000);
  });

  it('would notice a module that needs Node', async () => {
    await expect(bundled(`export * from './keys/file.ts';`)).rejects.toThrow('Could not resolve "node:crypto"');
  });
});
