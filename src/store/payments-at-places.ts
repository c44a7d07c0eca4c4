import {
  type ListedPayment,
  type ListPart,
  matches,
  type PaymentFilter,
  type PaymentPage,
  placeIn,
} from '../domain/payment-list.ts';
import type { Place } from '../domain/place.ts';
import { Refusal } from '../domain/refusal.ts';
import { requiredEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import { BatchGetItem } from '../runtime/operations.ts';
import { attempted } from './dynamo.ts';
import { listedPaymentOf } from './listed-payment.ts';
import { earlier } from './newest-first.ts';
import { places, positionOf } from './places.ts';

const TableName = requiredEnv('PAYMENTS_TABLE');

/** DynamoDB's limit for one BatchGetItem. */
const getsAtOnce = 100;

/** Lists of payments by their places: rows lead to the payments, which are read consistently and then compared with the filter. */
export function paymentsAtPlaces({ send }: Pick<Io, 'send'>) {
  const { rowsAt } = places({ send });

  /** The payments that rows lead to, in their order. A row of an order's earlier attempt leads to none. */
  async function paymentsOf(rows: readonly Place[]): Promise<readonly ListedPayment[]> {
    const Keys = [...new Set(rows.map(({ paymentId }) => paymentId))].map((id) => ({ id }));
    const wanted = { [TableName]: { Keys, ConsistentRead: true } };
    const { Responses, UnprocessedKeys } = await attempted(send(new BatchGetItem({ RequestItems: wanted })));
    if (Object.keys(UnprocessedKeys ?? {}).length > 0) throw throttled();
    const found = new Map((Responses?.[TableName] ?? []).map(listedPaymentOf).map((payment) => [payment.id, payment]));
    return rows.flatMap(({ paymentId, createdAt }) => {
      const payment = found.get(paymentId);
      return payment?.createdAt === createdAt && payment.status !== 'processing' ? [payment] : [];
    });
  }

  async function* matching(filter: PaymentFilter, before: string | undefined, expected: number) {
    const named = placeIn(filter);
    if (named === undefined) return;
    const group: Place[] = [];
    for await (const row of rowsAt(named, before, expected)) {
      if (row.createdAt < (filter.since ?? '')) break;
      if (group.push(row) < Math.min(expected, getsAtOnce)) continue;
      yield* (await paymentsOf(group.splice(0))).filter((payment) => matches(filter, payment));
    }
    if (group.length > 0) yield* (await paymentsOf(group)).filter((payment) => matches(filter, payment));
  }

  return {
    async page(filter: PaymentFilter, { limit, offset, after }: ListPart): Promise<PaymentPage> {
      const most = offset + limit + 1;
      const found: ListedPayment[] = [];
      const all = matching(filter, earlier(after, filter.until), Math.min(most, limit + 1));
      for await (const payment of all) if (found.push(payment) === most) break;
      const page = found.slice(offset, offset + limit);
      const last = page.at(-1);
      const next = found.length === most && last !== undefined ? positionAt(last) : undefined;
      return { payments: page, next };
    },
  };
}

const positionAt = ({ id, createdAt }: ListedPayment): string => positionOf({ createdAt, paymentId: id });

const throttled = () =>
  new Refusal('store_unavailable', 'the payment store did not answer; try again', { retryAfterSeconds: 1 });
