import { type Currency, fractionDigits } from '../../src/domain/currency.ts';
import { type Account, accountNames, type JournalEntry, RunningBalances } from '../../src/domain/ledger.ts';
import { formatAmount } from '../../src/domain/money.ts';
import { dayOf } from '../../src/domain/recorded-event.ts';

/** Names of our accounts in beancount, whose first part is one of five types. */
const beancountNames: Readonly<Record<Account, string>> = {
  processor_receivable: 'Assets:Processor:Receivable',
  sales: 'Income:Sales',
  refunds: 'Income:Refunds',
  fees: 'Expenses:Fees:Processor',
  disputes: 'Expenses:Disputes',
  payouts: 'Assets:Payouts',
  clearing: 'Equity:Clearing',
  pending_receivable: 'Assets:Pending:Receivable',
  pending_sales: 'Liabilities:Pending:Sales',
};

const opened = '1970-01-01';
const dayMs = 86_400_000;

/**
 * Writes journal entries as a beancount file, line by line. Beancount sorts by date, so entries may come in any order. Each
 * account's balance on the day after the last entry is asserted at the end.
 *
 * Beancount tolerates half a minor unit in transactions and a whole one in balances. Here the tolerance is a tenth of a minor
 * unit, so that 0.01 cannot go missing: https://beancount.github.io/docs/precision_tolerances.html
 */
export async function* beancountLines(
  entries: AsyncIterable<JournalEntry> | Iterable<JournalEntry>,
): AsyncGenerator<string, void> {
  yield 'option "title" "Payments"';
  yield 'option "tolerance_multiplier" "0.1"';
  for (const account of accountNames) yield `${opened} open ${beancountNames[account]}`;
  const balances = new RunningBalances();
  const currencies = new Set<Currency>();
  let lastDay = opened;
  for await (const entry of entries) {
    for (const [, currency] of entry.lines) {
      if (currencies.has(currency)) continue;
      currencies.add(currency);
      yield `option "inferred_tolerance_default" "${currency}:${tolerance(currency)}"`;
      yield `${opened} commodity ${currency}`;
    }
    yield* transaction(entry);
    balances.add(entry.lines);
    const day = postingDay(entry);
    if (day > lastDay) lastDay = day;
  }
  const after = dayOf(new Date(Date.parse(lastDay) + dayMs).toISOString());
  yield '';
  for (const { account, currency, minor } of balances.sorted()) {
    const amount = formatAmount({ minor, currency });
    yield `${after} balance ${beancountNames[account]}  ${amount} ~ ${tolerance(currency)} ${currency}`;
  }
}

function* transaction(entry: JournalEntry): Generator<string, void> {
  const { id, type, at, paymentId, lines, reason } = entry;
  yield '';
  yield `${postingDay(entry)} * "${quoted(type)}"${paymentId === undefined ? '' : ` ^${paymentId}`}`;
  yield `  entry: "${quoted(id)}"`;
  yield `  at: "${quoted(at)}"`;
  if (reason !== undefined) yield `  reason: "${quoted(reason)}"`;
  for (const [account, currency, minor] of lines) {
    yield `  ${beancountNames[account]}  ${formatAmount({ minor, currency })} ${currency}`;
  }
}

const postingDay = ({ at, postedAt }: Pick<JournalEntry, 'at' | 'postedAt'>): string => dayOf(postedAt ?? at);

/** Ids of rows and references come from outside. */
const quoted = (text: string): string =>
  text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replace(/[\r\n]/g, ' ');

/** A tenth of the minor unit: `0.001` for EUR, `0.1` for JPY. */
const tolerance = (currency: Currency): string => `0.${'0'.repeat(fractionDigits(currency))}1`;
