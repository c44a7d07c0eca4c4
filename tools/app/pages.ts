import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, renameSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CommandRefusal } from '../../hermetic/process/command.ts';
import { stderrOf } from './synth.ts';

/** Pages that the service serves, and the folders of their sources. `npm run generate` makes the same files. */
const pages = { explorer: ['explorer'], console: ['console', 'explorer'] } as const;
type PageName = keyof typeof pages;

/** Regenerates the pages whose sources are newer. */
export async function refreshPages(root: string): Promise<void> {
  for (const name of ['explorer', 'console'] as const) await refreshPage(root, name);
}

async function refreshPage(root: string, name: PageName): Promise<void> {
  const page = join(root, 'generated', `${name}-page.ts`);
  const generator = join(root, 'generate', `${name}-page.ts`);
  const folders = pages[name].map((folder) => join(root, folder));
  if (![page, generator, ...folders].every((file) => existsSync(file))) return;
  const files = [generator, ...folders.flatMap((folder) => readdirSync(folder).map((file) => join(folder, file)))];
  const made = statSync(page).mtimeMs;
  if (files.every((file) => statSync(file).mtimeMs <= made)) return;
  const text = await generated(root, generator, name);
  if (text === readFileSync(page, 'utf8')) return utimesSync(page, new Date(), new Date());
  // An atomic rename, because a bundler in another process may be reading the file.
  const next = `${page}.${process.pid}`;
  writeFileSync(next, text);
  renameSync(next, page);
}

async function generated(root: string, generator: string, name: PageName): Promise<string> {
  try {
    return (await promisify(execFile)(process.execPath, [generator], { cwd: root, maxBuffer: 64 * 1024 * 1024 }))
      .stdout;
  } catch (error) {
    throw new CommandRefusal(`The page of the ${name} could not be generated.\n${stderrOf(error)}`, 1);
  }
}
