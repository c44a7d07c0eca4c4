import { type ListPart, type PaymentFilter, type PaymentPage, placeIn } from '../domain/payment-list.ts';
import { requiredEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import { indexShards } from './index-shards.ts';
import type { Item } from './item.ts';
import { listedPaymentOf } from './listed-payment.ts';
import { earlier, type IndexQuery, newestFirst } from './newest-first.ts';
import { paymentsAtPlaces } from './payments-at-places.ts';

const TableName = requiredEnv('PAYMENTS_TABLE');

/**
 * Lists of the payments that are decided, the newest first. The indexes follow the table within moments; a payment that
 * is processing is in none of them.
 */
export function paymentLists({ send }: Pick<Io, 'send'>, shards = indexShards) {
  const atPlaces = paymentsAtPlaces({ send });

  /** The position of the payment that stands there in the list, counted from 1 after `after`. */
  async function positionAt(place: number, query: IndexQuery, range: Range): Promise<string | undefined> {
    const positions = newestFirst(
      { ...query, ProjectionExpression: 'time_sort' },
      { ...range, expected: place },
      { send },
    );
    const last = (await firstOf(place, positions, range.since)).at(place - 1);
    return last && String(last.time_sort);
  }

  async function pageByIndex(filter: PaymentFilter, { limit, offset, after }: ListPart): Promise<PaymentPage> {
    const query = { TableName, ...indexOf(filter, shards), ...conditionOf(filter) };
    const range = { before: earlier(after, filter.until), since: filter.since };
    const before = offset === 0 ? range.before : await positionAt(offset, query, range);
    if (offset > 0 && before === undefined) return { payments: [], next: undefined };
    const expected = limit + 1;
    const items = await firstOf(expected, newestFirst(query, { before, expected }, { send }), filter.since);
    const page = items.slice(0, limit);
    const next = items.length > limit ? String(page.at(-1)?.time_sort) : undefined;
    return { payments: page.map(listedPaymentOf), next };
  }

  return {
    /** One part of a list. It is short at the end of the list alone, however few payments the filter leaves. */
    page: (filter: PaymentFilter, part: ListPart): Promise<PaymentPage> =>
      placeIn(filter) === undefined ? pageByIndex(filter, part) : atPlaces.page(filter, part),
  };
}

type Range = Readonly<{ before: string | undefined; since: string | undefined }>;

/** The first of a stream that is sorted by time, as far back as `since`. */
async function firstOf(count: number, stream: AsyncIterable<Item>, since = ''): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of stream) if (String(item.time_sort) < since || items.push(item) === count) break;
  return items;
}

function indexOf({ tripId }: PaymentFilter, shards: number) {
  if (tripId !== undefined) return { IndexName: 'by-trip', partitionKey: 'trip_index', partitions: [tripId] };
  const partitions = Array.from({ length: shards }, (_, shard) => String(shard));
  return { IndexName: 'by-time', partitionKey: 'time_shard', partitions };
}

/** The filter's part that no index answers. */
function conditionOf({ status, method }: PaymentFilter): Partial<IndexQuery> {
  const conditions: string[] = [];
  const ExpressionAttributeNames: Record<string, string> = {};
  const filterValues: Record<string, unknown> = {};
  if (method !== undefined) {
    conditions.push('#method = :method');
    ExpressionAttributeNames['#method'] = 'method';
    filterValues[':method'] = method;
  }
  if (status !== undefined) {
    const values = status.oneOf.map((name, index) => [`:status${index}`, name] as const);
    conditions.push(`#status IN (${values.map(([value]) => value).join(', ')})`);
    ExpressionAttributeNames['#status'] = 'status';
    Object.assign(filterValues, Object.fromEntries(values));
  }
  if (status?.whollyRefunded !== undefined) {
    // Less may have been captured than the amount: src/store/outcome-item.ts keeps how much with the decision.
    const captured = 'amount_minor, outcome.captured_minor, outcome.decision.captured_minor';
    conditions.push(`${status.whollyRefunded ? '' : 'NOT '}refunded_minor IN (${captured})`);
  }
  if (conditions.length === 0) return {};
  return { FilterExpression: conditions.join(' AND '), ExpressionAttributeNames, filterValues };
}
