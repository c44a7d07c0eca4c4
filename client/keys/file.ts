import { createHash, randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isText } from '../arguments.ts';
import { intentId, type KeyStore, type StoredRequest } from './key-store.ts';

/**
 * Keeps requests in a directory, one file each, for one machine; several processes may share it. Put it on a disk that
 * survives a crash.
 */
export function fileKeys(directory: string): KeyStore {
  const nameOf = (request: StoredRequest) => createHash('sha256').update(intentId(request)).digest('hex');
  const fileOf = (name: string) => join(directory, `${name}.json`);
  return {
    async claim(request) {
      await mkdir(directory, { recursive: true });
      const file = fileOf(nameOf(request));
      const isNew = await createIfAbsent(directory, file, JSON.stringify(request));
      // Also when another process created it: that one may have crashed before it synced.
      await syncDirectory(directory);
      return isNew ? request : read(file);
    },
    async answered(request) {
      await writeFile(join(directory, `${nameOf(request)}.answered`), '');
    },
    async *unanswered() {
      await mkdir(directory, { recursive: true });
      const files = new Set(await readdir(directory));
      const unreadable: unknown[] = [];
      for (const file of files) {
        const name = file.replace(/\.json$/, '');
        if (name === file || files.has(`${name}.answered`)) continue;
        const request = await read(fileOf(name)).catch((error: unknown) => void unreadable.push(error));
        if (request) yield request;
      }
      if (unreadable.length) throw new AggregateError(unreadable, unreadable.map(String).join('; '));
    },
  };
}

/** Throws for a file that is cut off or of another program: only a new key could take the place of its key. */
async function read(file: string): Promise<StoredRequest> {
  const text = await readFile(file, 'utf8');
  try {
    const request: StoredRequest = JSON.parse(text);
    if (isText(request.command) && isText(request.intent) && isText(request.key) && isText(request.path))
      return request;
  } catch {
    // Reported below.
  }
  throw new Error(`${file} is no stored request of this client: restore it, because its intent may have been charged`);
}

/** Creates a file with its whole content, or returns false if it exists. Hard links are atomic: no reader sees half a request. */
async function createIfAbsent(directory: string, file: string, content: string): Promise<boolean> {
  const temporary = join(directory, `${randomUUID()}.tmp`);
  try {
    await writeSynced(temporary, content);
    await link(temporary, file);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Not by the option `flush` of writeFile, which Node before 20.10 ignores without a word. */
async function writeSynced(file: string, content: string): Promise<void> {
  const handle = await open(file, 'wx');
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Windows cannot open directories, and makes their entries durable by itself. */
async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(directory);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
