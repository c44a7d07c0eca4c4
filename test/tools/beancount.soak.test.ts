import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { beancountLines } from '../../tools/data/beancount.ts';
import { writeLines } from '../../tools/data/files.ts';
import { generatedBooks } from '../support/generated-books.ts';
import { beanCheck, missing } from '../support/peers.ts';
import { seeded } from '../support/random.ts';

it.skipIf(beanCheck === undefined)(
  `bean-check accepts the books of 100,000 payments with refunds and fees${beanCheck ? '' : missing('beancount')}`,
  async () => {
    const directory = await mkdtemp(join(tmpdir(), 'books-'));
    try {
      const books = join(directory, 'books.beancount');
      await writeLines(books, beancountLines(generatedBooks(100_000, seeded(3))));
      const checked = await promisify(execFile)(String(beanCheck), ['--no-cache', books]);
      expect(checked).toEqual({ stdout: '', stderr: '' });
    } finally {
      await rm(directory, { recursive: true });
    }
  },
);
