import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, renameSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CommandRefusal } from '../../hermetic/process/command.ts';
import { stderrOf } from './synth.ts';

/** Regenerates the explorer's page if a file of `explorer/` is newer, as `npm run generate` does. */
export async function refreshExplorerPage(root: string): Promise<void> {
  const page = join(root, 'generated', 'explorer-page.ts');
  const generator = join(root, 'generate', 'explorer-page.ts');
  const sources = join(root, 'explorer');
  if (![page, generator, sources].every((file) => existsSync(file))) return;
  const files = [generator, ...readdirSync(sources).map((name) => join(sources, name))];
  const made = statSync(page).mtimeMs;
  if (files.every((file) => statSync(file).mtimeMs <= made)) return;
  const text = await generated(root, generator);
  if (text === readFileSync(page, 'utf8')) return utimesSync(page, new Date(), new Date());
  // An atomic rename, because a bundler in another process may be reading the file.
  const next = `${page}.${process.pid}`;
  writeFileSync(next, text);
  renameSync(next, page);
}

async function generated(root: string, generator: string): Promise<string> {
  try {
    return (await promisify(execFile)(process.execPath, [generator], { cwd: root, maxBuffer: 64 * 1024 * 1024 }))
      .stdout;
  } catch (error) {
    throw new CommandRefusal(`The explorer's page could not be generated.\n${stderrOf(error)}`, 1);
  }
}
