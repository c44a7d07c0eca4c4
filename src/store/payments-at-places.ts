import {
  type ListedPayment,
  type ListPart,
  matches,
  type PaymentFilter,
  type PaymentPage,
  placeIn,
} from '../domain/payment-list.ts';
import type { Place } from '../domain/place.ts';
import { requiredEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import { GetItem } from '../runtime/operations.ts';
import { attempted } from './dynamo.ts';
import { listedPaymentOf } from './listed-payment.ts';
import { earlier } from './newest-first.ts';
import { positionOf } from './place-item.ts';
import { places } from './places.ts';

const TableName = requiredEnv('PAYMENTS_TABLE');

/** As many as the client has connections. */
const getsAtOnce = 50;

/** Lists of payments by their places: rows lead to the payments, which are read consistently and then compared with the filter. */
export function paymentsAtPlaces({ send }: Pick<Io, 'send'>) {
  const { rowsAt } = places({ send });

  /** The payments that rows lead to, in their order. A row of an order's earlier attempt leads to none. */
  async function paymentsOf(rows: readonly Place[]): Promise<readonly ListedPayment[]> {
    const found = await Promise.all(rows.map(({ paymentId }) => get(paymentId)));
    return rows.flatMap(({ createdAt }, index) => {
      const payment = found[index];
      return payment?.createdAt === createdAt && payment.status !== 'processing' ? [payment] : [];
    });
  }

  async function get(id: string): Promise<ListedPayment | undefined> {
    const { Item } = await attempted(send(new GetItem({ TableName, Key: { id }, ConsistentRead: true })));
    return Item && listedPaymentOf(Item);
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
