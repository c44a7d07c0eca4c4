import { expect, it } from 'vitest';
import { mutants } from '../../prove/simulation/mutants.ts';
import { simulate } from '../../prove/simulation/simulation.ts';
import { facesOf } from '../support/faces.ts';

/** Found by one of the first runs, one of them by the 69th. The others take up to a thousand, and are soak tests. */
const found = [
  ['claim-without-condition'],
  ['answer-before-the-write'],
  ['execute-unclaimed'],
  ['due-without-a-row'],
  ['disputes-only-pushed'],
  ['external-refunds-are-ignored'],
  ['external-refund-recorded-again'],
  ['known-refunds-looked-at-last'],
  ['claim-expires'],
  ['events-without-conditions'],
  ['declined-unasked'],
  ['last-unit-not-refundable'],
  ['batch-repeated-from-its-end'],
  ['fee-posted-twice'],
  ['refund-posted-to-disputes'],
  ['balance-outside-the-transaction'],
  ['reads-that-may-be-old'],
] as const;
/** One of each kind: of claims, answers, events, refunds, the ledger, the queue and what is read. */
const quick = [
  'claim-without-condition',
  'answer-before-the-write',
  'execute-unclaimed',
  'events-without-conditions',
  'last-unit-not-refundable',
  'fee-posted-twice',
  'batch-repeated-from-its-end',
  'reads-that-may-be-old',
];
const mostSeeds = 100;

it.each(facesOf(found, quick))('a service that is written wrongly is found out: %s', async (name) => {
  const mutant = mutants.find((one) => one.name === name);
  const violated: number[] = [];
  for (let seed = 1; seed <= mostSeeds && violated.length === 0; seed++) {
    const { violations } = await simulate(seed, { mutant });
    if (violations.length > 0) violated.push(seed);
  }
  expect([mutant?.name, violated]).toEqual([name, [expect.any(Number)]]);
});
