import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { timeIndex } from '../../src/store/time-index.ts';
import type { Row } from '../data/payment-columns.ts';
import { linksTo, paymentItem, type TableItem } from '../data/payment-items.ts';
import { readPaymentRow } from '../data/read-payment-row.ts';

export type SeedItems = Readonly<Record<'users' | 'orders' | 'payments', readonly TableItem[]>>;

const people = ['Alice', 'Bob', 'Carol', 'David', 'Emma', 'Farid', 'Grace', 'Hiro', 'Ines', 'Jonas'] as const;

/** The first ten payments also pay the orders 101 to 110. */
const paidOrders = 10;
const firstPaidOrder = 101;

/** The seed data, the same in every run: ten users, ten unpaid orders, and the payments of payments.csv. Ids start at 1. */
export function seedItems(): SeedItems {
  return {
    users: people.map((name, index) => numberedItem(index, { username: name.toLowerCase(), email: emailOf(name) })),
    orders: people.map((name, index) => numberedItem(index, { name, email: emailOf(name) })),
    payments: rows().flatMap(payment),
  };
}

const emailOf = (name: string) => `${name.toLowerCase()}@example.com`;

const firstCreated = Date.parse('2026-01-01T00:00:00.000Z');
const createdAt = (index: number) => new Date(firstCreated + index * 1_000).toISOString();

/** Adds the id and the by-time index attributes; each item is created one second after the previous one. */
function numberedItem(index: number, fields: Readonly<Record<string, unknown>>): TableItem {
  const id = String(index + 1);
  const created_at = createdAt(index);
  return { id, ...fields, created_at, ...timeIndex(id, created_at, 1) };
}

const rows = (): readonly Row[] =>
  parse(readFileSync(join(import.meta.dirname, 'payments.csv')), { columns: true, cast: false });

/** A payment and the items that lead to it, from its trip and from its order. */
function payment(row: Row, index: number): TableItem[] {
  const read = readPaymentRow(index < paidOrders ? { ...row, order_id: String(firstPaidOrder + index) } : row);
  return [paymentItem(read.payment, 1), ...linksTo(read).map(({ item }) => item)];
}
