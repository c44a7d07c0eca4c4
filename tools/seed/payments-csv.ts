import { createHash } from 'node:crypto';
import { requiredColumns } from '../data/payment-columns.ts';

const count = 350;
const firstTrip = 1_001;
const begin = Date.parse('2025-01-01T00:00:00.000Z');
const stepSeconds = Math.floor((365 * 86_400) / count);

/** Frequencies in percent. Cash payments are never pending and never fail. */
const methods = weighted({ CARD: 52, UPI: 22, WALLET: 16, CASH: 10 });
const statuses = weighted({ SUCCESS: 80, FAILED: 9, REFUNDED: 6, PENDING: 5 });
const cashStatuses = weighted({ SUCCESS: 97, REFUNDED: 3 });

/** The first ten also pay orders, so they are completed. */
const ofOrders = 10;

/** The seed file: 350 trip payments over the year 2025. Reproducible. */
export function paymentsCsv(): string {
  const rows = Array.from({ length: count }, (_, index) => row(index + 1).join(','));
  return `${[requiredColumns.join(','), ...rows].join('\n')}\n`;
}

function row(id: number): readonly (string | number)[] {
  const method = pick(methods, id, 'method');
  const status = id <= ofOrders ? 'SUCCESS' : pick(method === 'CASH' ? cashStatuses : statuses, id, 'status');
  const at = new Date(begin + ((id - 1) * stepSeconds + draw(id, 'moment', stepSeconds)) * 1_000).toISOString();
  const reference = status === 'FAILED' ? '' : `PAY-${at.slice(0, 10).replaceAll('-', '')}-${letters(id)}${digits(id)}`;
  return [id, firstTrip + id - 1, amount(id), method, status, reference, at.replace('.000Z', 'Z')];
}

/** Short trips are more frequent. The first amount is raised, because the documented refund of 50.00 is taken from it. */
function amount(id: number): string {
  const cents = 400 + Math.floor((draw(id, 'distance', 12_000) * draw(id, 'traffic', 100)) / 100);
  return ((id === 1 ? cents + 10_000 : cents) / 100).toFixed(2);
}

const letters = (id: number) =>
  ['a', 'b', 'c'].map((place) => 'ABCDEFGHJKLMNPQRSTUVWXYZ'[draw(id, place, 24)]).join('');

const digits = (id: number) => String(draw(id, 'number', 100_000)).padStart(5, '0');

function weighted(weights: Readonly<Record<string, number>>): readonly string[] {
  return Object.entries(weights).flatMap(([name, weight]) => Array<string>(weight).fill(name));
}

const pick = (values: readonly string[], id: number, what: string): string =>
  String(values[draw(id, what, values.length)]);

/** A pseudo-random number from 0 up to `below` that depends only on the row and the purpose. */
function draw(id: number, what: string, below: number): number {
  return createHash('sha256').update(`seed 1, row ${id}, ${what}`).digest().readUInt32BE(0) % below;
}
