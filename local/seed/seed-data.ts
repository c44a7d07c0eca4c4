import { orderFingerprint } from '../../src/contracts/orders.ts';
import type { Currency } from '../../src/domain/currency.ts';
import { paymentIdOfOrder } from '../../src/domain/identity.ts';
import { readMoney } from '../../src/domain/money.ts';
import { begun, type Method, type Payment } from '../../src/domain/payment.ts';
import { itemOf } from '../../src/store/payment-item.ts';
import { timeIndex } from '../../src/store/time-index.ts';

/** An item as it is kept, before DynamoDB's own notation. */
export type Item = Readonly<{ id: string } & Record<string, unknown>>;

export type SeedItems = Readonly<Record<'users' | 'orders' | 'payments', readonly Item[]>>;

const people = ['Alice', 'Bob', 'Carol', 'David', 'Emma', 'Farid', 'Grace', 'Hiro', 'Ines', 'Jonas'] as const;

// biome-ignore format: one payment, one line
const paid: readonly (readonly [amount: string, currency: string, method: Method])[] = [
  ['10.99', 'USD', 'card'],   ['25.00', 'USD', 'card'],  ['7.50', 'EUR', 'wallet'], ['120.00', 'USD', 'card'], ['1250', 'JPY', 'card'],
  ['3.20', 'GBP', 'wallet'],  ['499.00', 'INR', 'upi'],  ['15.75', 'USD', 'cash'],  ['1.250', 'KWD', 'card'],  ['60.40', 'USD', 'card'],
];

/**
 * What a new environment holds, the same in every run: ten users, ten orders that are not paid yet, and ten payments
 * of orders 101 to 110, ids 1 to 10 each.
 */
export function seedItems(): SeedItems {
  return {
    users: people.map((name, index) => listed(index, { username: name.toLowerCase(), email: emailOf(name) })),
    orders: people.map((name, index) => listed(index, { name, email: emailOf(name) })),
    payments: paid.flatMap(([amount, currency, method], index) => payment(index, amount, currency, method)),
  };
}

const emailOf = (name: string) => `${name.toLowerCase()}@example.com`;

const firstCreated = Date.parse('2026-01-01T00:00:00.000Z');
const createdAt = (index: number) => new Date(firstCreated + index * 1_000).toISOString();

/** Gives an item its id and its place in the by-time index: one second after the item before it. */
function listed(index: number, fields: Readonly<Record<string, unknown>>): Item {
  const id = String(index + 1);
  const created_at = createdAt(index);
  return { id, ...fields, created_at, ...timeIndex(id, created_at, 1) };
}

/** A payment that kept the id it came with, and what leads to it from the order it pays for. */
function payment(index: number, amountText: string, currency: string, method: Method): Item[] {
  const id = String(index + 1);
  const orderId = String(101 + index);
  const amount = readMoney(amountText, currency as Currency);
  const fields = { amount, method, orderId, paymentMethod: undefined, customerId: undefined, metadata: undefined };
  const fingerprint = orderFingerprint(orderId, amount);
  const lease = { owner: 'seed', until: 0 };
  const settled: Payment = {
    ...begun({ ...fields, id, fingerprint }, lease, 0, Date.parse(createdAt(index))),
    status: 'completed',
    lease: undefined,
    outcome: { status: 'completed', reference: `PAY-SEED-${id.padStart(4, '0')}` },
    settledBy: 'seed',
    settledAt: createdAt(index),
    refundableMinor: amount.minor,
  };
  const item = { ...itemOf(settled), ...timeIndex(id, settled.createdAt, 1), id };
  return [item, { id: paymentIdOfOrder(orderId), payment_id: id }];
}
