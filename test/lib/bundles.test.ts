import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle } from '../../lib/bundle.ts';
import { routes } from '../../lib/routes.ts';
import { workers } from '../../lib/workers.ts';

const outdir = mkdtempSync(join(tmpdir(), 'bundles-'));
const functions = [...routes, ...workers];
let sizes: Readonly<Record<string, number>>;
beforeAll(async () => {
  const bundles = await bundle(functions, outdir);
  sizes = Object.fromEntries(
    Object.entries(bundles).map(([name, folder]) => [name, statSync(join(folder, 'index.js')).size]),
  );
  console.log(sizes);
});
afterAll(() => rmSync(outdir, { recursive: true }));

/** In bytes: the code is read and compiled at every cold start. */
const largest = 350_000;

describe('the code of a function', () => {
  it.each(functions)(`of $name is at most ${largest} bytes`, ({ name }) => {
    expect(sizes[name]).toBeLessThanOrEqual(largest);
  });

  it('that only reads is smaller', () => {
    expect(sizes['get-payment']).toBeLessThan(270_000);
  });
});
