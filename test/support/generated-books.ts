import type { Currency } from '../../src/domain/currency.ts';
import { type JournalEntry, type Line, mergedLines, move } from '../../src/domain/ledger.ts';
import type { Random } from './random.ts';

/** An entry of a payment that was charged 25.00 EUR, except for what a test says of it. */
export const journalEntry = (but: Partial<JournalEntry> = {}): JournalEntry => ({
  id: 'p1:payment.completed:0',
  type: 'payment.completed',
  at: '2026-11-28T23:59:59.999Z',
  postedAt: undefined,
  paymentId: 'p1',
  lines: move('sales', 'processor_receivable', { minor: 2500n, currency: 'EUR' as Currency }),
  reason: undefined,
  resolves: undefined,
  ...but,
});

/** Entries of so many payments: each is charged, one in three is refunded, one in two has a fee; and one payout for each currency. */
export function* generatedBooks(payments: number, random: Random): Generator<JournalEntry, void> {
  const begin = Date.parse('2026-01-01T00:00:00.000Z');
  const owed = new Map<Currency, bigint>();
  let number = 0;
  const entry = (type: string, paymentId: string | undefined, at: number, lines: readonly Line[]): JournalEntry => {
    for (const [account, currency, minor] of lines) {
      if (account === 'processor_receivable') owed.set(currency, (owed.get(currency) ?? 0n) + minor);
    }
    const when = new Date(at).toISOString();
    return journalEntry({ id: `e${++number}`, type, at: when, paymentId, lines: mergedLines(lines) });
  };
  for (let index = 0; index < payments; index++) {
    const [paymentId, at] = [`p-${index}`, begin + index * 60_000];
    const currency = random.pick(['EUR', 'USD', 'JPY', 'KWD']) as Currency;
    const minor = BigInt(1 + random.whole(100_000));
    yield entry('payment.completed', paymentId, at, move('sales', 'processor_receivable', { minor, currency }));
    const refunded = { minor: 1n + (minor * BigInt(random.whole(100))) / 101n, currency };
    if (random.whole(3) === 0) {
      yield entry('refund.completed', paymentId, at + 1, move('processor_receivable', 'refunds', refunded));
    }
    const fee = { minor: 1n + minor / 40n, currency };
    if (random.whole(2) === 0) yield entry('fee', paymentId, at + 2, move('processor_receivable', 'fees', fee));
  }
  for (const [currency, minor] of [...owed]) {
    yield entry(
      'payout',
      undefined,
      begin + payments * 60_000,
      move('processor_receivable', 'payouts', { minor, currency }),
    );
  }
}
