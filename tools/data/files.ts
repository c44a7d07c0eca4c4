import { open, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileRefusal } from '../../hermetic/process/file-refusal.ts';

const linesPerChunk = 200;

/** A backup holds e-mail addresses and the secrets that webhooks are signed with: other users of the machine must not read it. */
const ownerOnly = 0o600;

/** Writes a new file line by line, with backpressure. Never overwrites a file; removes an incomplete one. Throws Refusal. */
export async function writeLines(path: string, lines: AsyncIterable<string>): Promise<void> {
  const file = await open(path, 'wx', ownerOnly).catch((error: unknown) => {
    throw fileRefusal(error, path, 'write');
  });
  try {
    await pipeline(Readable.from(chunks(lines)), file.createWriteStream());
  } catch (error) {
    await rm(path, { force: true });
    throw fileRefusal(error, path, 'write');
  }
}

async function* chunks(lines: AsyncIterable<string>): AsyncGenerator<string, void> {
  let chunk: string[] = [];
  for await (const line of lines) {
    if (chunk.push(`${line}\n`) < linesPerChunk) continue;
    yield chunk.join('');
    chunk = [];
  }
  yield chunk.join('');
}
