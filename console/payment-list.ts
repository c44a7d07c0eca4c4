/** Path of a page of payments, newest first: the first one, unless the query has a cursor. */
export const pageOfPayments = (query: Readonly<Record<string, string>>): string =>
  `/v1/payments?${new URLSearchParams({ limit: '100', ...query })}`;
