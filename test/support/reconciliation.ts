import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { credentials } from '../../hermetic/engine/credentials.ts';
import { region } from '../../hermetic/template/physical-ids.ts';
import { stubTableName } from '../../lib/table-name.ts';
import { type Currency, fractionDigits } from '../../src/domain/currency.ts';
import type { Payment } from '../../src/domain/payment.ts';
import type { Status } from '../../src/domain/status.ts';
import { paymentOf } from '../../src/store/payment-item.ts';
import { parseExposition } from './exposition.ts';
import type { RunningProcess } from './killable.ts';
import { StoredTables } from './stored-tables.ts';

/** Minor units by currency. */
export type Sums = Readonly<Record<string, bigint>>;
type Money = Readonly<{ currency: string; minor: bigint }>;

/** Sums charged and refunded, by three books that are kept apart from each other. */
export type Books = Readonly<{
  /** The payments table, read through the engine. */
  table: Readonly<{ charged: Sums; refunded: Sums }>;
  /** The refunds within the payments, one by one. */
  refunds: Sums;
  /** GET /metrics: counters that follow from the stream. */
  metrics: Readonly<{ charged: Sums; refunded: Sums }>;
  /** Sums by the notifications, each event counted once. */
  notifications: Readonly<{ charged: Sums; refunded: Sums }>;
  payments: readonly Payment[];
  /** How often it was told of something that it knew. */
  repeated: number;
}>;

const numbers = { wrapNumbers: (text: string) => BigInt(text) };

/** Reads all books, once the stream has told everything. */
export async function readBooks({
  url,
  dynamodbEndpoint,
}: Pick<RunningProcess, 'url' | 'dynamodbEndpoint'>): Promise<Books> {
  await fetch(`${url}/_local/caught-up`);
  using stored = new StoredTables(dynamodbEndpoint);
  const items = [...(await stored.items('payments')).values()].map((item) => unmarshall(item, numbers));
  const payments = items.filter(({ status }) => status !== undefined).map((item) => paymentOf(whole(item)));
  const completed = payments.filter(({ status }) => status === ('completed' satisfies Status));
  const { events, repeated } = await notificationsAt(dynamodbEndpoint);
  const told = (types: readonly string[]) => sumsOf(events.filter(({ type }) => types.includes(type)));
  const metrics = parseExposition(await (await fetch(`${url}/metrics`)).text());
  const counted = (name: string) =>
    sumsOf((metrics.get(name)?.samples ?? []).map(({ labels, text }) => moneyOf(labels.currency ?? '', text)));
  return {
    payments,
    repeated,
    table: {
      charged: sumsOf(completed.map(({ amount }) => amount)),
      refunded: sumsOf(completed.map(({ amount, refundedMinor }) => ({ ...amount, minor: refundedMinor }))),
    },
    refunds: sumsOf(
      completed.flatMap(({ amount, refunds }) =>
        Object.values(refunds)
          .filter(({ status }) => status === 'completed')
          .map(({ amountMinor }) => ({ ...amount, minor: amountMinor })),
      ),
    ),
    metrics: { charged: counted('payments_amount_total'), refunded: counted('refunds_amount_total') },
    notifications: {
      charged: told(['payment.completed', 'payment.captured']),
      refunded: told(['refund.completed']),
    },
  };
}

/** Only amounts can exceed what a float holds exactly. */
const whole = (item: Record<string, unknown>): Record<string, unknown> =>
  JSON.parse(JSON.stringify(item, (_, value) => (typeof value === 'bigint' ? Number(value) : value)));

async function notificationsAt(endpoint: string) {
  const client = new DynamoDBClient({ endpoint, region, credentials });
  const told = new Map<string, string>();
  let repeated = 0;
  for await (const { Items = [] } of paginateScan({ client }, { TableName: stubTableName('local') })) {
    for (const { body } of Items) {
      const text = body?.S ?? '';
      const { event_id: id } = JSON.parse(text) as { event_id: string };
      if (told.has(id)) repeated++;
      if (told.has(id) && told.get(id) !== text) throw new Error(`${id} was told in two ways`);
      told.set(id, text);
    }
  }
  client.destroy();
  const events = [...told.values()].map((text) => {
    const { type, currency } = JSON.parse(text) as { type: string; currency: string };
    // As text: the digits of an amount are not a float's.
    return { type, ...moneyOf(currency, /"amount":([\d.]+)/.exec(text)?.[1] ?? '') };
  });
  return { events, repeated };
}

/** Minor units of an amount that is written with all digits of its currency. */
function moneyOf(currency: string, text: string): Money {
  const [, fraction = ''] = text.split('.');
  if (fraction.length !== fractionDigits(currency as Currency)) throw new Error(`${currency} ${text} is not exact`);
  return { currency, minor: BigInt(text.replace('.', '')) };
}

/** A currency of which there is nothing is left out. */
function sumsOf(amounts: readonly Money[]): Sums {
  const sums: Record<string, bigint> = {};
  for (const { currency, minor } of amounts) if (minor !== 0n) sums[currency] = (sums[currency] ?? 0n) + minor;
  return Object.fromEntries(Object.entries(sums).sort());
}
