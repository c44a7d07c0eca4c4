import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Refusal } from '../program/command.ts';

const linesPerChunk = 200;

/** Writes a new file line by line, no faster than the disk takes it. A file that is there is never overwritten. */
export async function writeLines(path: string, lines: AsyncIterable<string>): Promise<void> {
  try {
    await pipeline(Readable.from(chunks(lines)), createWriteStream(path, { flags: 'wx' }));
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'EEXIST') throw error;
    throw new Refusal(`${path} is there already: choose another name, or remove it.`);
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
