import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

/** Everything that `npm start` needs. */
const sources = [
  ...['bin', 'lib', 'functions', 'src', 'edge', 'client', 'generated', 'generate', 'explorer', 'console', 'doubles'],
  // A test imports the dashboard, and the whole copy is compiled.
  ...['hermetic', 'tools', 'docs/monitoring', 'package.json', 'package-lock.json', 'cdk.json', 'tsconfig.json'],
];

/** Copies the project to a temporary directory, with an empty cache. Packages are links, except those to be edited. */
export function copyOfProject(
  more: Readonly<{ files?: readonly string[]; packages?: readonly string[] }> = {},
): string {
  const { files = [], packages = [] } = more;
  const copy = mkdtempSync(join(tmpdir(), 'project-'));
  for (const name of [...sources, ...files].filter((each) => existsSync(join(root, each)))) {
    mkdirSync(dirname(join(copy, name)), { recursive: true });
    cpSync(join(root, name), join(copy, name), { recursive: true });
  }
  const installed = join(root, 'node_modules');
  mkdirSync(join(copy, 'node_modules'));
  for (const name of readdirSync(installed)) {
    const target = join(copy, 'node_modules', name);
    if (packages.includes(name)) cpSync(join(installed, name), target, { recursive: true });
    else symlinkSync(join(installed, name), target, 'junction');
  }
  return copy;
}
