import { describe, expect, it } from 'vitest';
import { openPayments } from '../../src/store/open-payments.ts';
import { MemoryProjections } from '../support/memory-projections.ts';

type Told = (open: ReturnType<typeof openPayments>) => Promise<void>;

const since = '2026-11-28T12:00:00.000Z';
/** The records of one payment, in the order in which it changed: opened, decided, opened again within the second. */
const records: readonly Told[] = [
  (open) => open.keep({ id: 'p', since, sequence: '9' }),
  (open) => open.forget({ id: 'p', sequence: '10' }),
  (open) => open.keep({ id: 'p', since, sequence: '11' }),
];

function ordersOf<Value>(values: readonly Value[]): Value[][] {
  if (values.length === 0) return [[]];
  return values.flatMap((value, index) => ordersOf(values.toSpliced(index, 1)).map((rest) => [value, ...rest]));
}

describe('the list of open payments', () => {
  it.each(ordersOf([0, 1, 2, 2, 1]))(
    'keeps one that was opened again, told as %i, %i, %i, %i, %i',
    async (...order) => {
      const projections = new MemoryProjections();
      const open = openPayments({ send: projections.send });
      for (const record of order) await records[record]?.(open);
      expect(projections.of('open')).toMatchObject({ p: { as_of: '11'.padStart(40, '0') } });
    },
  );

  it.each(ordersOf([0, 1]))(
    'ends without one that was decided, told as %i, %i and decided once more',
    async (...order) => {
      const projections = new MemoryProjections();
      const open = openPayments({ send: projections.send });
      for (const record of [...order, 1]) await records[record]?.(open);
      expect(projections.of('open')).toEqual({});
    },
  );
});
