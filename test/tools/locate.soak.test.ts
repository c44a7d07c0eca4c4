import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleWithInputs } from '../../lib/bundle.ts';
import { locateFrames } from '../../tools/app/locate-frames.ts';

const root = join(import.meta.dirname, '..', '..');
const source = { folder: 'payments', name: 'refund-payment', providers: ['stripe'] };

let outdir: string;
let deployed: string;
beforeAll(async () => {
  outdir = mkdtempSync(join(tmpdir(), 'located-'));
  await bundleWithInputs([source], outdir);
  deployed = readFileSync(join(outdir, 'refund-payment', 'index.js'), 'utf8');
});
afterAll(() => rmSync(outdir, { recursive: true }));

/** Line and column of a text in the deployed code, as V8 counts them. */
function placeOf(text: string): string {
  const before = deployed.slice(0, deployed.indexOf(text)).split('\n');
  return `${before.length}:${String(before.at(-1)).length + 1}`;
}

describe('a place in the deployed code', () => {
  it('is found in the source', async () => {
    const line = { level: 'ERROR', at: [`at x (/var/task/index.js:${placeOf('ConditionalCheckFailed')})`] };
    const { located, found } = await locateFrames(JSON.stringify(line), source);
    const [, file = '', at] = /at x \((.*):(\d+):\d+\)/.exec(located) ?? [];
    expect(found).toBe(1);
    expect(readFileSync(join(root, file), 'utf8').split('\n')[Number(at) - 1]).toContain('ConditionalCheckFailed');
  });

  it('outside the code stays, and so does everything else of the text', async () => {
    const log = 'at y (node:internal/process:1:2)\nat z (/var/task/index.js:9999:1)';
    expect(await locateFrames(log, source)).toEqual({ located: log, found: 0 });
  });

  it('costs a cold start nothing: code with a map beside it is the deployed code', async () => {
    const beside = join(outdir, 'with-maps');
    await bundleWithInputs([source], beside, { withMaps: true });
    expect(readFileSync(join(beside, 'refund-payment', 'index.js'), 'utf8')).toBe(deployed);
  });
});
