import { expect, it } from 'vitest';
import { duePayments } from '../../src/store/due-payments.ts';
import { MemoryProjections } from '../support/memory-projections.ts';

const [first, later] = ['2026-11-22T12:00:00.000Z', '2026-11-21T12:11:00.000Z'];

async function listed(tell: (due: ReturnType<typeof duePayments>) => Promise<void>): Promise<readonly string[]> {
  const due = duePayments({ send: new MemoryProjections().send });
  await tell(due);
  return (await due.by('2026-12-01T00:00:00.000Z', 10)).map(({ dueAt }) => dueAt);
}

it('a payment that is moved is in the list once', async () => {
  const rows = await listed(async (due) => {
    await due.keepTold({ id: 'p', dueAt: first, sequence: '1' });
    await due.keepTold({ id: 'p', dueAt: later, sequence: '2' });
    await due.forgetTold({ id: 'p', dueAt: first, sequence: '2' });
  });
  expect(rows).toEqual([later]);
});

it('a payment that is due again at the instant that it was moved from stays when the delete arrives late', async () => {
  const rows = await listed(async (due) => {
    await due.keepTold({ id: 'p', dueAt: first, sequence: '1' });
    await due.keepTold({ id: 'p', dueAt: later, sequence: '2' });
    await due.keepTold({ id: 'p', dueAt: first, sequence: '10' });
    await due.forgetTold({ id: 'p', dueAt: later, sequence: '10' });
    await due.forgetTold({ id: 'p', dueAt: first, sequence: '2' });
  });
  expect(rows).toEqual([first]);
});

it('a row of an earlier release, which has no number, is taken away like the others', async () => {
  const rows = await listed(async (due) => {
    await due.keep({ id: 'p', dueAt: first });
    await due.forgetTold({ id: 'p', dueAt: first, sequence: '2' });
  });
  expect(rows).toEqual([]);
});
