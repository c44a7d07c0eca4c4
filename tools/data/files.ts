import { createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileRefusal } from '../../hermetic/process/file-refusal.ts';

const linesPerChunk = 200;

/** A backup holds e-mail addresses and the secrets that webhooks are signed with: other users of the machine must not read it. */
const ownerOnly = 0o600;

/**
 * Writes a new file line by line, with backpressure. Never overwrites a file, and removes an incomplete one. The lines are under its name
 * only when all of them are: nobody can tell a file that a kill cut off after a line from a complete one. Throws Refusal.
 */
export async function writeLines(path: string, lines: AsyncIterable<string>): Promise<void> {
  // Takes the name at once, so that no other program does.
  const taken = await open(path, 'wx', ownerOnly).catch((error: unknown) => {
    throw fileRefusal(error, path, 'write');
  });
  await taken.close();
  const partial = `${path}.partial`;
  try {
    await rm(partial, { force: true });
    await pipeline(Readable.from(chunks(lines)), createWriteStream(partial, { mode: ownerOnly }));
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
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

/**
 * Reads the lines of a text file. They end at a line feed alone: node:readline also breaks at U+2028 and U+2029, which JSON leaves as
 * they are within a string.
 */
export async function* linesIn(file: Readable): AsyncGenerator<string, void> {
  let rest = '';
  for await (const chunk of file.setEncoding('utf8')) {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}
