import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const events = join(import.meta.dirname, '..', '..', 'events');

type Changes = Readonly<{
  body?: object;
  headers?: Readonly<Record<string, string>>;
  pathParameters?: Readonly<Record<string, string>>;
  query?: Readonly<Record<string, string>>;
}>;

type ProxyEvent = Readonly<{ headers: Record<string, string>; body: string | null; path: string }> & object;

/** The event of an endpoint in events/, with changes. */
export function eventOf(name: string, { body, headers = {}, pathParameters, query }: Changes = {}): ProxyEvent {
  const event = JSON.parse(readFileSync(join(events, `${name}.json`), 'utf8')) as ProxyEvent;
  const all = { ...event.headers, ...headers };
  return {
    ...event,
    headers: all,
    multiValueHeaders: multi(all),
    ...(body !== undefined && { body: JSON.stringify(body) }),
    ...(pathParameters !== undefined && { pathParameters }),
    ...(query !== undefined && { queryStringParameters: query, multiValueQueryStringParameters: multi(query) }),
  } as ProxyEvent;
}

const multi = (values: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, [value]]));

/** The charge that all subjects get. */
export const chargeBody = { amount: '25.00', currency: 'EUR', customer_id: 'customer-7' };

/** A charge with a unique key. */
export const newCharge = () =>
  eventOf('create-payment', { body: chargeBody, headers: { 'Idempotency-Key': 'bench-%unique%' } });

/** A payment of a new order. */
export const newOrderPayment = () =>
  eventOf('create-order-payment', { body: { order_id: 'bench-%unique%', amount: 25 } });

/** A charge of a new trip. */
export const newTripCharge = () => {
  const id = 'bench-%unique%';
  return eventOf('charge-trip', { body: { idempotency_key: id, trip_id: id, method: 'CARD' } });
};

/** A partial refund, by default of payment 1 of the seed data. */
export const newRefund = (payment_id = '1') =>
  eventOf('refund-payment', {
    body: { idempotency_key: 'bench-%unique%', amount: 0.01 },
    pathParameters: { payment_id },
  });
