import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Names sources by their whole paths: a bundle is copied to where it runs, and relative ones would lead nowhere from there. */
export function nameSourcesWhole(mapFile: string): void {
  const map: { sources: string[] } = JSON.parse(readFileSync(mapFile, 'utf8'));
  const whole = (source: string) =>
    source.startsWith('builtin:') ? source : pathToFileURL(resolve(dirname(mapFile), source)).href;
  writeFileSync(mapFile, JSON.stringify({ ...map, sources: map.sources.map(whole) }));
}
