import { find, get, pathOf, withQuery } from './api.ts';
import type { KeyJson, ListedPaymentJson, PaymentJson, PaymentsJson } from './api-types.ts';
import { pageOfPayments } from './payment-list.ts';
import { filterQuery, listSearches, maySearch, type SearchTerm, searchTerm, type TableFilter } from './search.ts';

export type FoundPayments = Readonly<{
  payments: readonly ListedPaymentJson[];
  /** Leads on to older payments. */
  next: string | null;
  /** A search in several lists at once has no one place to go on from: it shows the newest 500 of each. */
  isCut: boolean;
}>;

/** A page of payments by a filter, newest first. A search for one field goes through its list page by page. */
export async function findPayments(
  filter: TableFilter,
  cursor: string | undefined,
  signal?: AbortSignal,
): Promise<FoundPayments> {
  const term = searchTerm(filter.text);
  const [list, ...others] = term === undefined ? [{}] : listSearches(term);
  if (term !== undefined && (list === undefined || others.length > 0)) return findAnywhere(term, filter, signal);
  const path = pageOfPayments({ ...filterQuery(filter), ...list, ...(cursor !== undefined && { cursor }) });
  const { payments, next_cursor } = await get<PaymentsJson>(path, signal);
  return { payments, next: next_cursor, isCut: false };
}

async function findAnywhere(term: SearchTerm, filter: TableFilter, signal?: AbortSignal): Promise<FoundPayments> {
  const { value } = term;
  const listed = listSearches(term).map((by) =>
    get<PaymentsJson>(withQuery('/v1/payments', { ...filterQuery(filter), ...by, limit: '500' }), signal),
  );
  const [single, byKey, lists] = await Promise.all([
    maySearch(term, 'payment') ? find<PaymentJson>(pathOf('v1', 'payments', value), signal) : undefined,
    maySearch(term, 'key') ? find<KeyJson>(pathOf('v1', 'idempotency-keys', value), signal) : undefined,
    Promise.all(listed),
  ]);
  const all = [single, byKey?.payment, ...lists.flatMap(({ payments }) => payments)].flatMap((one) => one ?? []);
  const unique = new Map(all.map((payment) => [String(payment.payment_id), payment]));
  const matching = [...unique.values()].filter((payment) => matches(payment, filter));
  return {
    payments: matching.toSorted((a, b) => (a.created_at < b.created_at ? 1 : -1)),
    next: null,
    isCut: lists.some(({ next_cursor }) => next_cursor !== null),
  };
}

/** For payments that no list was filtered for. */
const matches = ({ status, method, created_at }: ListedPaymentJson, filter: TableFilter): boolean =>
  (filter.status === '' || status === filter.status) &&
  (filter.method === '' || method === filter.method) &&
  (filter.day === '' || created_at.startsWith(filter.day));
