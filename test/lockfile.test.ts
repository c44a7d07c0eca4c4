import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

type Entry = Readonly<{
  integrity?: string;
  resolved?: string;
  link?: true;
  inBundle?: true;
  engines?: Readonly<Record<string, string>>;
}>;

const root = join(import.meta.dirname, '..');
const read = (file: string) => JSON.parse(readFileSync(join(root, file), 'utf8'));
const packages: Readonly<Record<string, Entry>> = read('package-lock.json').packages;
const installed = Object.entries(packages).filter(([path, { link }]) => path.includes('node_modules/') && !link);

/** Engines for other platforms, which the registry that the hashes came from does not carry. npm checks them against its own. */
const withoutHash = ['darwin-arm64', 'darwin-x64', 'linux-arm64', 'win32-x64'].map(
  (platform) => `node_modules/@dynoxide/${platform}`,
);

describe('the lockfile', () => {
  it('lists the packages', () => {
    expect(installed.length).toBeGreaterThan(400);
  });

  it('names no registry, so it installs from whichever one npm is configured for', () => {
    expect(installed.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
  });

  it('pins the content of every package by a hash', () => {
    // A bundled package is a folder of the tarball around it, whose hash covers it.
    const open = installed.filter(([, { integrity, inBundle }]) => integrity === undefined && !inBundle);
    expect(open.map(([path]) => path)).toEqual(withoutHash);
  });

  it('asks for the same Node as package.json', () => {
    expect(packages).toMatchObject({ '': { engines: read('package.json').engines } });
  });
});
