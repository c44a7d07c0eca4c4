import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { writeLines } from '../../tools/data/files.ts';

const directory = mkdtempSync(join(tmpdir(), 'files-'));
afterAll(() => rmSync(directory, { recursive: true }));

/** More than is held back in memory, so most of it is written when `end` is called. */
async function* manyLines(end: () => void): AsyncGenerator<string, void> {
  for (let line = 0; line < 5_000; line++) yield `${line} ${'x'.repeat(200)}`;
  end();
}

const leftOf = (name: string): string[] => readdirSync(directory).filter((file) => file.startsWith(name));

describe('a file that is written line by line', () => {
  it('has nothing under its name until it is complete, so a kill leaves no file that looks complete', async () => {
    const path = join(directory, 'killed.csv');
    let before: string | undefined;
    await writeLines(
      path,
      manyLines(() => {
        before = readFileSync(path, 'utf8');
      }),
    );
    expect(before).toBe('');
    expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(5_001);
    expect(leftOf('killed.csv')).toEqual(['killed.csv']);
  });

  it('is removed if its lines fail', async () => {
    const failing = manyLines(() => {
      throw new Error('the table cannot be read');
    });
    await expect(writeLines(join(directory, 'failed.csv'), failing)).rejects.toThrow('the table cannot be read');
    expect(leftOf('failed.csv')).toEqual([]);
  });

  it('never takes the place of another one', async () => {
    const path = join(directory, 'there.csv');
    writeFileSync(path, 'of before');
    const lines = manyLines(() => {});
    await expect(writeLines(path, lines)).rejects.toThrow('already exists');
    expect(readFileSync(path, 'utf8')).toBe('of before');
  });
});
