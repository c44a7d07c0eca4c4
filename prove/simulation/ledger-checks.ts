import type { Movement } from './bank.ts';
import type { Violations } from './invariants.ts';
import type { SimulatedItem } from './operands.ts';
import type { StoredRow } from './rows.ts';
import type { SimulatedWrite } from './store.ts';

type StoredLine = readonly [account: string, currency: string, minor: number];
type Sums = Map<string, number>;

const add = (sums: Sums, name: string, amount: number) => sums.set(name, (sums.get(name) ?? 0) + amount);
const linesOf = (item: SimulatedItem | undefined): readonly StoredLine[] =>
  (item?.lines ?? []) as readonly StoredLine[];
const isBalance = (item: SimulatedItem | undefined): boolean => String(item?.id).startsWith('balances#');

/** Judges the ledger by rules of its own: every write as it is applied, and the end by the books of the bank. */
export class LedgerChecks {
  readonly #violations: Violations;
  readonly #tables: Readonly<{ events: string; projections: string }>;
  /** By currency: the sum of all balances. */
  readonly #trial: Sums = new Map();
  /** By account and currency. */
  readonly #balances: Sums = new Map();
  readonly #entries: Sums = new Map();

  constructor(violations: Violations, tables: Readonly<{ events: string; projections: string }>) {
    this.#violations = violations;
    this.#tables = tables;
  }

  written({ table, id, before, after }: SimulatedWrite): void {
    if (table === this.#tables.events) this.#entry(id, before, after);
    else if (table === this.#tables.projections && isBalance(after)) {
      const [account, currency = ''] = String(after?.sort).split('#');
      const change = Number(after?.amount) - Number(before?.amount ?? 0);
      add(this.#trial, currency, change);
      add(this.#balances, `${account}#${currency}`, change);
    }
  }

  #entry(id: string, before: SimulatedItem | undefined, after: SimulatedItem | undefined): void {
    const sums: Sums = new Map();
    for (const [account, currency, minor] of linesOf(after)) {
      add(sums, currency, minor);
      add(this.#entries, `${account}#${currency}`, minor);
    }
    for (const [account, currency, minor] of linesOf(before)) add(this.#entries, `${account}#${currency}`, -minor);
    for (const [currency, sum] of sums) {
      this.#violations.require(sum === 0, 'entries balance', () => `${id} sums to ${sum} ${currency}`);
    }
  }

  /** After each operation: whoever reads now sees this. */
  committed(): void {
    for (const [currency, sum] of this.#trial) {
      this.#violations.require(sum === 0, 'the trial balance is zero', () => `it is ${sum} ${currency}`);
    }
    for (const [name, sum] of this.#entries) {
      const balance = this.#balances.get(name) ?? 0;
      this.#violations.require(
        sum === balance,
        'balances are their entries',
        () => `${name} is ${balance}, and its entries sum to ${sum}`,
      );
    }
  }

  finish(rows: readonly StoredRow[], books: readonly Movement[]): void {
    const currencyOf = new Map(rows.map(({ id, currency }) => [id, currency]));
    const held: Sums = new Map();
    const wanted: Sums = new Map();
    for (const { kind, paymentId, amount, fee = 0n, done } of books) {
      const currency = currencyOf.get(paymentId);
      if (!done || currency === undefined) continue;
      add(held, currency, Number(amount) * owedBy[kind] - Number(fee));
      add(wanted, `fees#${currency}`, Number(fee));
      const account = accountOf[kind];
      if (account !== undefined) add(wanted, `${account}#${currency}`, -Number(amount) * owedBy[kind]);
    }
    const authorized: Sums = new Map();
    for (const { status, currency, amount_minor } of rows) {
      if (status === 'authorized') add(authorized, currency, amount_minor);
    }
    for (const currency of new Set(currencyOf.values())) {
      this.#compare('the receivable is at the bank', `processor_receivable#${currency}`, held.get(currency) ?? 0);
      const pending = authorized.get(currency) ?? 0;
      this.#compare('nothing stays pending', `pending_receivable#${currency}`, pending);
      this.#compare('nothing stays pending', `pending_sales#${currency}`, -pending);
      for (const account of ['sales', 'refunds', 'fees', 'disputes']) {
        const name = `${account}#${currency}`;
        this.#compare('accounts tell what happened', name, wanted.get(name) ?? 0);
      }
    }
  }

  #compare(
    invariant: 'the receivable is at the bank' | 'nothing stays pending' | 'accounts tell what happened',
    name: string,
    wanted: number,
  ): void {
    const balance = this.#balances.get(name) ?? 0;
    this.#violations.require(balance === wanted, invariant, () => `${name} is ${balance}, not ${wanted}`);
  }
}

/** The account on the other side of what the processor owes us. */
const accountOf: Readonly<Partial<Record<Movement['kind'], string>>> = {
  charge: 'sales',
  capture: 'sales',
  refund: 'refunds',
  reversal: 'refunds',
  dispute: 'disputes',
  reinstate: 'disputes',
};

/** How a movement changes what the processor owes us: an authorization alone does not. */
const owedBy: Readonly<Record<Movement['kind'], number>> = {
  charge: 1,
  capture: 1,
  refund: -1,
  reversal: 1,
  authorize: 0,
  cancel: 0,
  dispute: -1,
  reinstate: 1,
};
