import type { ObservedDispute } from '../../src/domain/dispute.ts';
import type { Bank, Movement } from './bank.ts';
import type { Violations } from './invariants.ts';
import type { SimulatedItem } from './operands.ts';
import { decisionIn, holdsOf, isHold, isPayment, refundsIn, rowOf, type StoredRow, standings } from './rows.ts';

type Known = Readonly<{
  violations: Violations;
  items: readonly SimulatedItem[];
  bank: Bank;
  counters: ReadonlyMap<string, number>;
  recount: ReadonlyMap<string, number>;
  /** By intent, as the processors have them. */
  disputes: ReadonlyMap<string, readonly ObservedDispute[]>;
}>;

/** Judges how a run ended: everything is decided, and store, processor and counters tell the same. */
export function checkTheEnd({ violations, items, bank, counters, recount, disputes }: Known): void {
  const rows = items.filter(({ id }) => isPayment(String(id))).map((item) => rowOf(item) as StoredRow);
  const holders = new Map(items.filter(({ id }) => isHold(String(id))).map(({ id, payment_id }) => [id, payment_id]));
  for (const row of rows) {
    const isOurs = holdsOf(row).every((hold) => holders.get(hold) === row.id);
    checkOpen(row, isOurs, violations);
    checkBooks(row, bank.books, violations);
    checkDisputes(row, disputes.get(row.intent?.id ?? '') ?? [], violations);
  }
  const known = new Set(rows.map(({ id }) => id));
  for (const { paymentId, kind, done } of bank.books) {
    const isLost = done && kind !== 'cancel' && !known.has(paymentId);
    violations.require(!isLost, 'books agree', () => `${kind} of a payment that is not there: ${paymentId}`);
  }
  const names = new Set([...counters.keys(), ...recount.keys()]);
  for (const name of names) {
    const [counted, wanted] = [counters.get(name) ?? 0, recount.get(name) ?? 0];
    violations.require(counted === wanted, 'counters are exact', () => `${name} is ${counted}, recounted ${wanted}`);
  }
}

/** The same for a design that has no sweeper and no counters: of each key, as much was charged as is kept as paid. */
export function checkBooksByKey({ violations, items, bank }: Pick<Known, 'violations' | 'items' | 'bank'>): void {
  const kept = new Map<string, number>();
  const add = (sums: Map<string, number>, key: string, amount: number) => sums.set(key, (sums.get(key) ?? 0) + amount);
  for (const { idempotency_key: key, status, amount_minor: amount } of items) {
    if (status === 'completed') add(kept, String(key), Number(amount));
  }
  const moved = new Map<string, number>();
  for (const { done, paymentId, amount } of bank.books) if (done) add(moved, paymentId, Number(amount));
  for (const key of new Set([...kept.keys(), ...moved.keys()])) {
    const [paid, charged] = [kept.get(key) ?? 0, moved.get(key) ?? 0];
    violations.require(paid === charged, 'books agree', () => `${key}: ${charged} charged, ${paid} kept as paid`);
  }
}

function checkOpen(row: StoredRow, isOurs: boolean, violations: Violations): void {
  const left = (standings[row.status] === 'in_progress' && isOurs) || row.status === 'pending';
  const closing = row.status === 'authorized' && row.closing !== undefined;
  const refunding = refundsIn(row, ['processing', 'pending']) > 0;
  violations.require(
    !left && !closing && !refunding,
    'nothing stays open',
    () => `${row.id} is ${row.status}${closing ? `, ${row.closing}` : ''}${refunding ? ', refunding' : ''}`,
  );
}

function checkDisputes(row: StoredRow, atProcessor: readonly ObservedDispute[], violations: Violations): void {
  const wanted = Object.fromEntries(atProcessor.map(({ id, status, amount }) => [id, `${status} ${amount.minor}`]));
  const kept = Object.fromEntries(
    Object.entries(row.disputes ?? {}).map(([id, { status, amount_minor }]) => [id, `${status} ${amount_minor}`]),
  );
  const [text, other] = [kept, wanted].map((all) => JSON.stringify(Object.entries(all).toSorted()));
  violations.require(text === other, 'disputes agree', () => `${row.id} has ${text}, its processor ${other}`);
}

function checkBooks(row: StoredRow, books: readonly Movement[], violations: Violations): void {
  const done = books.filter(({ paymentId, done }) => done && paymentId === row.id);
  const total = (movements: readonly Movement[]) => movements.reduce((all, { amount }) => all + Number(amount), 0);
  const sum = (kind: Movement['kind']) => total(done.filter((one) => one.kind === kind));
  const amount = row.amount_minor;
  // The fence of a failed attempt lets go of an authorization that its customer gave meanwhile.
  const isOfFailed = ({ key }: Movement) => row.status === 'failed' || key !== row.intent?.id;
  const letGo = total(done.filter((one) => one.kind === 'cancel' && isOfFailed(one)));
  const decision = decisionIn(row);
  // One that a person captured before it was known to be authorized was decided as taken.
  const isHeld = decision?.status === 'authorized' || (row.status === 'completed' && row.capture_later === true);
  const authorized = isHeld ? amount : 0;
  const captured = decision?.captured_minor ?? authorized;
  const wanted = {
    charge: row.status === 'completed' && !authorized ? amount : 0,
    authorize: authorized + letGo,
    capture: row.status === 'completed' ? captured : 0,
    cancel: (row.status === 'cancelled' ? amount : 0) + letGo,
    // One that came back before anybody saw it succeed has failed.
    refund: refundsIn(row, ['completed']) + sum('reversal'),
  };
  for (const [kind, expected] of Object.entries(wanted)) {
    const moved = sum(kind as Movement['kind']);
    violations.require(
      moved === expected,
      'books agree',
      () => `${row.id} is ${row.status}: ${kind} ${moved}, not ${expected}`,
    );
  }
}
