import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { bundleWithInputs, type Source } from '../../lib/bundle.ts';

const root = join(import.meta.dirname, '..', '..');
/** A place in the code of a function, as V8 writes it. Line and column count from one. */
const place = /(?:file:\/\/)?\/var\/task\/index\.js:(\d+):(\d+)/g;

/**
 * Replaces places in a function's deployed code by those in its source. Maps are not deployed, where every cold start would
 * load them; they are made again here, beside code that is byte for byte the deployed one. docs/decisions/0761.
 */
export async function locateFrames(log: string, source: Source): Promise<{ located: string; found: number }> {
  const outdir = mkdtempSync(join(tmpdir(), 'source-maps-'));
  try {
    const [bundle] = await bundleWithInputs([source], outdir, { withMaps: true });
    if (bundle === undefined) throw new Error(`no bundle was made for ${source.name}`);
    const map = new SourceMap(JSON.parse(readFileSync(join(bundle.directory, 'index.js.map'), 'utf8')));
    let found = 0;
    const located = log.replaceAll(place, (deployed, line: string, column: string) => {
      const entry = map.findEntry(Number(line) - 1, Number(column) - 1);
      // For a place outside the code, the map returns the last entry before it.
      if (!('originalSource' in entry) || entry.generatedLine !== Number(line) - 1) return deployed;
      found += 1;
      const file = relative(root, resolve(bundle.directory, entry.originalSource));
      return `${file.replaceAll('\\', '/')}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
    });
    return { located, found };
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
