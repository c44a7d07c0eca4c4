import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Makes the paths of a map's sources absolute: a bundle is copied to where it runs, where relative paths would break. */
export function makeSourcesAbsolute(mapFile: string): void {
  const map: { sources: string[] } = JSON.parse(readFileSync(mapFile, 'utf8'));
  const absolute = (source: string) =>
    source.startsWith('builtin:') ? source : pathToFileURL(resolve(dirname(mapFile), source)).href;
  writeFileSync(mapFile, JSON.stringify({ ...map, sources: map.sources.map(absolute) }));
}
