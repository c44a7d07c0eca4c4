import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { beancountLines } from '../../tools/data/beancount.ts';
import { writeLines } from '../../tools/data/files.ts';
import { generatedBooks } from '../support/generated-books.ts';
import { hledgerJournal } from '../support/hledger-journal.ts';
import { beanCheck, hledger, missing } from '../support/peers.ts';
import { seeded } from '../support/random.ts';

const run = promisify(execFile);
const books = (payments: number) => beancountLines(generatedBooks(payments, seeded(3)));

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'books-'));
});
afterAll(() => rm(directory, { recursive: true }));

it.skipIf(beanCheck === undefined)(
  `bean-check accepts the books of 100,000 payments with refunds and fees${beanCheck ? '' : missing('beancount')}`,
  async () => {
    const file = join(directory, 'books.beancount');
    await writeLines(file, books(100_000));
    expect(await run(String(beanCheck), ['--no-cache', file])).toEqual({ stdout: '', stderr: '' });
  },
);

describe.skipIf(hledger === undefined)(`hledger${hledger ? '' : ' (it is not installed)'}`, () => {
  const check = (file: string) => run(String(hledger), ['-f', file, 'check']);

  it('hledger agrees with every transaction and every balance of the books of 100,000 payments', async () => {
    const file = join(directory, 'books.journal');
    await writeLines(file, hledgerJournal(books(100_000)));
    expect(await check(file)).toEqual({ stdout: '', stderr: '' });
  });

  it.each([
    ['posting', /^ {2}Income:Sales {2}-\d+\.\d\d EUR$/],
    ['balance', /^ {2}\S+ {2}0 EUR = /],
  ])('hledger notices 0.01 that is missing in a %s', async (where, place) => {
    const file = join(directory, `altered-${where}.journal`);
    let isAltered = false;
    async function* altered() {
      for await (const line of hledgerJournal(books(100))) {
        const isPlace = !isAltered && place.test(line);
        isAltered ||= isPlace;
        yield isPlace ? line.replace(/(\d)(?= EUR$)/, (digit) => String((Number(digit) + 1) % 10)) : line;
      }
    }
    await writeLines(file, altered());
    expect(isAltered).toBe(true);
    await expect(check(file)).rejects.toMatchObject({
      stderr: expect.stringMatching(/sum should be 0|balance assertion/),
    });
  });
});
