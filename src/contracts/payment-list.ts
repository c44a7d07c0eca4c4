import { type Method, methods } from '../domain/payment-fields.ts';
import type { PaymentFilter, PaymentPage, StatusFilter } from '../domain/payment-list.ts';
import { Refusal } from '../domain/refusal.ts';
import { type Status, statuses } from '../domain/status.ts';
import { type CursorScope, cursorAt } from './cursor.ts';
import { presentListedPayment, type StatusName, statusNames } from './payments.ts';
import { rangeOf } from './time-range.ts';

/** A list as its query asks for it; where a cursor leads is not looked at yet. */
export type AskedList = Readonly<{
  filter: PaymentFilter;
  limit: number;
  offset: number;
  cursor: string | undefined;
}>;

const parameters = [
  'trip_id',
  'customer_id',
  'order_id',
  'reference',
  'status',
  'method',
  'since',
  'until',
  'limit',
  'offset',
  'cursor',
] as const;
type PaymentListParameter = (typeof parameters)[number];

const largestLimit = 500;
const largestOffset = 10_000;

/** Filters by the names that `statusNameOf` gives. A payment that is still processing is in no index, so in no list. */
export const statusFilters: Readonly<Record<StatusName, StatusFilter>> = {
  PENDING: { oneOf: statusesCalled('PENDING') },
  SUCCESS: { oneOf: statusesCalled('SUCCESS'), whollyRefunded: false },
  REFUNDED: { oneOf: statusesCalled('SUCCESS'), whollyRefunded: true },
  FAILED: { oneOf: statusesCalled('FAILED') },
};

function statusesCalled(name: StatusName): readonly Status[] {
  return statuses.filter((status) => statusNames[status] === name);
}

/** Reads the query of a list; the first parameter that is wrong is refused by its name. */
export function readPaymentList(query: ReadonlyMap<string, readonly string[]>): AskedList {
  for (const [name, values] of query) {
    if (!parameters.some((known) => known === name)) throw invalid(name, `the parameters are ${parameters.join(', ')}`);
    if (values.length > 1) throw invalid(name, 'the parameter stands twice');
  }
  const text = (parameter: PaymentListParameter) => query.get(parameter)?.[0];
  const cursor = text('cursor');
  if (cursor !== undefined && query.has('offset'))
    throw invalid('offset', 'a cursor leads on by itself: leave offset out');
  const [since, until] = rangeOf({ since: text('since'), until: text('until') });
  return {
    filter: {
      tripId: id('trip_id', text('trip_id')),
      status: status(text('status')),
      method: method(text('method')),
      customerId: id('customer_id', text('customer_id')),
      orderId: id('order_id', text('order_id')),
      reference: reference(text('reference')),
      since,
      until,
    },
    limit: wholeNumber('limit', text('limit') ?? '100', 1, largestLimit),
    offset: wholeNumber('offset', text('offset') ?? '0', 0, largestOffset),
    cursor,
  };
}

/** The list that a cursor of payments belongs to. */
export const paymentScope = ({ tripId, method, status, ...newer }: PaymentFilter): CursorScope => [
  'payments',
  tripId ?? null,
  method ?? null,
  status ?? null,
  // Cursors of lists without a newer filter stay what they were.
  ...newerFilters.flatMap((name) => (newer[name] === undefined ? [] : [name, newer[name]])),
];

const newerFilters = ['customerId', 'orderId', 'reference', 'since', 'until'] as const;

/** A page of a list, and the cursor that leads on from it. */
export function presentPaymentList(page: PaymentPage, asked: AskedList, cursorKey: string) {
  return {
    payments: page.payments.map(presentListedPayment),
    count: page.payments.length,
    limit: asked.limit,
    offset: asked.offset,
    has_more: page.next !== undefined,
    next_cursor: page.next === undefined ? null : cursorAt(page.next, paymentScope(asked.filter), cursorKey),
  };
}

function id(parameter: PaymentListParameter, text: string | undefined): string | undefined {
  if (text === undefined || /^[A-Za-z0-9_-]{1,64}$/.test(text)) return text;
  throw invalid(parameter, 'an id is 1 to 64 letters, digits, dashes and underscores');
}

function reference(text: string | undefined): string | undefined {
  if (text === undefined || /^[\x21-\x7e]{1,255}$/.test(text)) return text;
  throw invalid('reference', 'a reference is 1 to 255 visible characters');
}

function status(text: string | undefined): StatusFilter | undefined {
  if (text === undefined) return undefined;
  const known = Object.entries(statusFilters).find(([name]) => text === name || text === name.toLowerCase());
  if (known === undefined) throw invalid('status', `status is one of ${Object.keys(statusFilters).join(', ')}`);
  return known[1];
}

function method(text: string | undefined): Method | undefined {
  if (text === undefined) return undefined;
  const known = methods.find((name) => text === name || text === name.toUpperCase());
  if (known === undefined) throw invalid('method', `method is one of ${methods.join(', ').toUpperCase()}`);
  return known;
}

function wholeNumber(parameter: PaymentListParameter, text: string, least: number, most: number): number {
  const number = /^(0|[1-9]\d{0,5})$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  const further = parameter === 'offset' ? '; next_cursor leads further' : '';
  throw invalid(parameter, `${parameter} is a whole number from ${least} to ${most}${further}`);
}

const invalid = (parameter: string, detail: string) => new Refusal('query_invalid', detail, { field: parameter });
