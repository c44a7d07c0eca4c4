import { find, get, pathOf, withQuery } from './api.ts';
import type { KeyJson, ListedPaymentJson, PaymentJson, PaymentsJson } from './api-types.ts';
import { pageOfPayments } from './payment-list.ts';
import { filterQuery, listSearches, maySearch, searchTerm, type TableFilter } from './search.ts';

export type FoundPayments = Readonly<{
  payments: readonly ListedPaymentJson[];
  /** Leads on to older payments. A search shows at most 500 of each kind. */
  next: string | null;
}>;

/** A page of payments by a filter, newest first. */
export async function findPayments(
  filter: TableFilter,
  cursor: string | undefined,
  signal?: AbortSignal,
): Promise<FoundPayments> {
  const term = searchTerm(filter.text);
  const query = filterQuery(filter);
  if (term === undefined) {
    const path = pageOfPayments({ ...query, ...(cursor !== undefined && { cursor }) });
    const { payments, next_cursor } = await get<PaymentsJson>(path, signal);
    return { payments, next: next_cursor };
  }
  const lists = listSearches(term).map(async (by) => {
    const path = withQuery('/v1/payments', { ...query, ...by, limit: '500' });
    return (await get<PaymentsJson>(path, signal)).payments;
  });
  const single = maySearch(term, 'payment')
    ? [find<PaymentJson>(pathOf('v1', 'payments', term.value), signal).then((one) => (one ? [one] : []))]
    : [];
  const byKey = maySearch(term, 'key')
    ? [
        find<KeyJson>(pathOf('v1', 'idempotency-keys', term.value), signal).then((one) =>
          one?.payment ? [one.payment] : [],
        ),
      ]
    : [];
  const all = (await Promise.all([...single, ...byKey, ...lists])).flat();
  const unique = new Map(all.map((payment) => [String(payment.payment_id), payment]));
  const matching = [...unique.values()].filter((payment) => matches(payment, filter));
  return { payments: matching.toSorted((a, b) => (a.created_at < b.created_at ? 1 : -1)), next: null };
}

/** For payments that no list was filtered for. */
const matches = ({ status, method, created_at }: ListedPaymentJson, filter: TableFilter): boolean =>
  (filter.status === '' || status === filter.status) &&
  (filter.method === '' || method === filter.method) &&
  (filter.day === '' || created_at.startsWith(filter.day));
