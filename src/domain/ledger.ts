import type { Currency } from './currency.ts';
import type { Money } from './money.ts';

/** Determines the sign of an account's usual balance: assets and expenses grow by positive amounts, the others by negative ones. */
export type AccountKind = 'asset' | 'liability' | 'income' | 'expense' | 'equity';

/**
 * All accounts. The set is closed: stored lines name accounts, so an account may be added and never renamed.
 *
 * - `pending_receivable`, `pending_sales`: authorized amounts, which a capture posts and a cancellation or expiry voids.
 * - `disputes`: withdrawn for a dispute, and returned if it is won.
 * - `payouts`: what the processor has sent to the bank.
 * - `clearing`: joins two entries in different currencies, since an entry balances in each currency.
 */
export const accounts = {
  processor_receivable: 'asset',
  sales: 'income',
  refunds: 'income',
  fees: 'expense',
  disputes: 'expense',
  payouts: 'asset',
  clearing: 'equity',
  pending_receivable: 'asset',
  pending_sales: 'liability',
} as const satisfies Readonly<Record<string, AccountKind>>;

export type Account = keyof typeof accounts;
export const accountNames = Object.keys(accounts) as readonly Account[];
export const isAccount = (text: string): text is Account => Object.hasOwn(accounts, text);

/** A change of one account: a debit if it is positive, a credit if it is negative. */
export type Line = readonly [account: Account, currency: Currency, minor: bigint];

/** Everything that is posted at once: its lines sum to zero in each currency. */
export type JournalEntry = Readonly<{
  /** Unique and derived from what happened, so that it is posted once. */
  id: string;
  type: string;
  /** When it happened (ISO instant). */
  at: string;
  /** When it was posted, if its own day could be sealed by then. */
  postedAt: string | undefined;
  /** Undefined for fees, payouts and corrections, which are entries without an event. */
  paymentId: string | undefined;
  lines: readonly Line[];
  /** Why a person posted it; undefined for every other entry. */
  reason: string | undefined;
  /** The break of a reconciliation that it resolves. */
  resolves: string | undefined;
  /** The processor whose report has the row of that break. Undefined for an event's, and for corrections of earlier releases. */
  processor?: string | undefined;
}>;

/** Lines that credit one account and debit another: balanced by construction. */
export const move = (from: Account, to: Account, { minor, currency }: Money): Line[] =>
  minor === 0n
    ? []
    : [
        [to, currency, minor],
        [from, currency, -minor],
      ];

export type Balance = Readonly<{ account: Account; currency: Currency; minor: bigint }>;
export type Balances = ReadonlyMap<string, Balance>;

/** Sums per account and currency, by `<account>#<currency>`, zeros included. */
export class RunningBalances {
  readonly #balances = new Map<string, Balance>();

  add(lines: readonly Line[]): this {
    for (const [account, currency, minor] of lines) {
      const name = balanceName(account, currency);
      const known = this.#balances.get(name)?.minor ?? 0n;
      this.#balances.set(name, { account, currency, minor: known + minor });
    }
    return this;
  }

  get all(): Balances {
    return this.#balances;
  }

  /** Sorted, so that equal balances are written equally. */
  sorted(): readonly Balance[] {
    return [...this.#balances].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, balance]) => balance);
  }
}

export const balanceName = (account: Account, currency: Currency): string => `${account}#${currency}`;

export const balancesOf = (lines: readonly Line[]): Balances => new RunningBalances().add(lines).all;

/** The same lines with one per account and currency, and none that is zero. */
export const mergedLines = (lines: readonly Line[]): Line[] =>
  [...balancesOf(lines).values()]
    .filter(({ minor }) => minor !== 0n)
    .map(({ account, currency, minor }): Line => [account, currency, minor]);

/** Sums of lines by currency, without the currencies in which they balance: empty for every entry. */
export function imbalanceOf(lines: readonly Line[]): ReadonlyMap<Currency, bigint> {
  const sums = new Map<Currency, bigint>();
  for (const [, currency, minor] of lines) sums.set(currency, (sums.get(currency) ?? 0n) + minor);
  return new Map([...sums].filter(([, sum]) => sum !== 0n));
}
