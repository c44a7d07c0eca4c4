import type { ListedPaymentJson } from './api-types.ts';

const searchFields = ['payment', 'order', 'trip', 'customer', 'reference', 'key'] as const;
type SearchField = (typeof searchFields)[number];

/** One thing to look for. Without a field it may be any of them. */
export type SearchTerm = Readonly<{ field: SearchField | undefined; value: string }>;

export const statusFilters = ['PENDING', 'SUCCESS', 'REFUNDED', 'FAILED'] as const;
type ListStatus = (typeof statusFilters)[number];

const methodNames: Readonly<Record<ListedPaymentJson['method'], true>> = {
  CARD: true,
  WALLET: true,
  UPI: true,
  CASH: true,
};
export const methodFilters: readonly string[] = Object.keys(methodNames);

/** Selects the payments of the table. `day` is one of UTC, such as 2026-11-28. */
export type TableFilter = Readonly<{
  text: string;
  status: ListStatus | '';
  method: string;
  day: string;
}>;

/** Reads `order:42` or `42`. Text before the first colon that names no field is part of the value, as in an event's id. */
export function searchTerm(text: string): SearchTerm | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  const [, name = '', rest = ''] = /^([a-z]+)(?:_id)?:\s*(.*)$/i.exec(trimmed) ?? [];
  const field = searchFields.find((one) => one === name.toLowerCase());
  if (field === undefined) return { field, value: trimmed };
  return rest === '' ? undefined : { field, value: rest };
}

const isId = (value: string) => /^[A-Za-z0-9_-]{1,64}$/.test(value);
/** As the API reads it: a list that is refused would take the whole search with it. */
const isReference = (value: string) => /^[\x21-\x7e]{1,255}$/.test(value);

/** Lists of payments that a term can lead to, as parameters of GET /v1/payments. */
export function listSearches({ field, value }: SearchTerm): readonly Readonly<Record<string, string>>[] {
  const may = (one: SearchField) => field === undefined || field === one;
  return [
    ...(may('order') && isId(value) ? [{ order_id: value }] : []),
    ...(may('trip') && isId(value) ? [{ trip_id: value }] : []),
    ...(may('customer') && isId(value) ? [{ customer_id: value }] : []),
    ...(may('reference') && isReference(value) ? [{ reference: value }] : []),
  ];
}

/** Whether a term may be a payment's id, or an idempotency key. */
export const maySearch = ({ field, value }: SearchTerm, one: 'payment' | 'key'): boolean =>
  (field === undefined || field === one) && (one === 'payment' ? isId(value) : /^[\x20-\x7e]{1,255}$/.test(value));

/** The filter as parameters of GET /v1/payments, without its text. */
export function filterQuery({ status, method, day }: TableFilter): Readonly<Record<string, string>> {
  return {
    ...(status !== '' && { status }),
    ...(method !== '' && { method }),
    ...(day !== '' && { since: day, until: dayAfter(day) }),
  };
}

export function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}
