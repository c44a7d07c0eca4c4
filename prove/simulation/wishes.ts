import { paymentIdOfKey, paymentIdOfOrder, refundIdOfKey, refundIdOfPayment } from '../../src/domain/identity.ts';
import type { EndpointName, Purpose, Wish } from './operations.ts';

/** Nobody signs in the simulator, so all are one caller. */
export const caller = 'anonymous';

const cents = (amount: string) => BigInt(Math.round(Number(amount) * 100));
export const paymentOfKey = (key: string) => paymentIdOfKey(caller, key);

export function payOrder(order: string, amount: string, key?: string): Wish {
  const paymentId = paymentIdOfOrder(order);
  return {
    operation: 'create-order-payment',
    purpose: 'create',
    request: 'POST /payments',
    body: { order_id: order, amount },
    ...(key === undefined ? {} : { key, headers: { 'Idempotency-Key': key } }),
    identity: `order ${order}`,
    fields: amount,
    paymentId,
    amount: cents(amount),
  };
}

export function payByKey(
  key: string,
  amount: string,
  more: {
    capture?: false;
    payment_method?: string;
    trip_id?: string;
    order_id?: string;
    one_payment_per_order?: true;
  } = {},
): Wish {
  return {
    operation: 'create-payment',
    purpose: 'create',
    request: 'POST /v1/payments',
    body: { amount, idempotency_key: key, ...more },
    identity: `key ${key}`,
    fields: JSON.stringify([amount, more]),
    paymentId: paymentOfKey(key),
    amount: cents(amount),
    ...(more.trip_id ? { tripId: more.trip_id } : {}),
  };
}

/** A request of a client that knows nothing of keys. */
export const payWithoutKey = (name: string, amount: string): Wish => ({
  operation: 'create-payment',
  purpose: 'create',
  request: 'POST /v1/payments',
  body: { amount },
  identity: `${name} without a key`,
  fields: amount,
  isKeyless: true,
  paymentId: '',
  amount: cents(amount),
});

/** The same by RPC. */
export const createWithoutKey = (customer: string, amount: string): Wish => ({
  operation: 'customers-create-payment',
  purpose: 'create',
  request: 'POST /payment.v1.PaymentService/CreatePayment',
  body: { amount, currency: 'USD', customer_id: customer },
  identity: `${customer} without a key`,
  fields: amount,
  isKeyless: true,
  paymentId: '',
  amount: cents(amount),
});

/** A refund that its client asks for again only as another one. */
export const refundWithoutKey = (paymentId: string, amount?: string): Wish => ({
  operation: 'refund-payment',
  purpose: 'refund',
  request: `POST /v1/payments/${paymentId}/refund`,
  body: amount === undefined ? {} : { amount },
  identity: `a refund of ${paymentId} without a key`,
  fields: amount ?? 'all',
  isKeyless: true,
  paymentId,
});

type Json = Readonly<Record<string, unknown>>;

/** A wish without a key once its payment or refund is known, by its answer or by its refusal. */
export function named(wish: Wish, json: Json): Wish {
  if (!wish.isKeyless) return wish;
  const { payment_id: paymentId, refund_id: refundId } = { ...metadataIn(json), ...json };
  if (wish.purpose === 'create')
    return typeof paymentId === 'string' ? { ...wish, identity: `payment ${paymentId}`, paymentId } : wish;
  return typeof refundId === 'string' ? { ...wish, identity: `refund ${refundId}`, refundId } : wish;
}

/** Where an RPC's failure names what it is about. */
function metadataIn({ details }: Json): Json {
  const [first] = Array.isArray(details) ? details : [];
  return first?.debug?.metadata ?? {};
}

export function chargeTrip(trip: string, key: string, method: string): Wish {
  return {
    operation: 'charge-trip',
    purpose: 'create',
    request: 'POST /v1/payments/charge',
    body: { trip_id: trip, idempotency_key: key, method },
    identity: `key ${key}`,
    fields: JSON.stringify([trip, method]),
    paymentId: paymentOfKey(key),
    tripId: trip,
  };
}

export function requestPayment(order: string, key: string, amount: string): Wish {
  return {
    operation: 'services-request-payment',
    purpose: 'create',
    request: 'POST /payments.v1.PaymentService/RequestPayment',
    body: { amount_minor: String(cents(amount)), currency: 'USD', order_id: order, idempotency_key: key },
    identity: `key ${key}`,
    fields: JSON.stringify([order, amount]),
    paymentId: paymentOfKey(key),
    amount: cents(amount),
  };
}

export function createByCustomer(customer: string, key: string, amount: string): Wish {
  return {
    operation: 'customers-create-payment',
    purpose: 'create',
    request: 'POST /payment.v1.PaymentService/CreatePayment',
    body: { amount, currency: 'USD', customer_id: customer },
    headers: { 'Idempotency-Key': key },
    identity: `key ${key}`,
    fields: JSON.stringify([customer, amount]),
    paymentId: paymentOfKey(key),
    amount: cents(amount),
  };
}

/** No amount: all that remains. */
export function refund(paymentId: string, key: string, amount?: string): Wish {
  return {
    operation: 'refund-payment',
    purpose: 'refund',
    request: `POST /v1/payments/${paymentId}/refund`,
    body: { idempotency_key: key, ...(amount === undefined ? {} : { amount }) },
    identity: `refund ${key} of ${paymentId}`,
    fields: amount ?? 'all',
    paymentId,
    key,
    refundId: refundIdOfKey(paymentId, caller, key),
  };
}

/** The same request by a client that knows the field which a newer version of the code has. */
export const withNewField = (wish: Wish): Wish => ({
  ...wish,
  body: { ...(wish.body as object), note: 'gift' },
  fields: `${wish.fields} with a note`,
  hasNewField: true,
});

const moved = (operation: EndpointName, purpose: Purpose, request: string, paymentId: string): Wish => ({
  operation,
  purpose,
  request,
  identity: `${purpose} of ${paymentId}`,
  fields: '',
  paymentId,
});

export const close = (paymentId: string, closing: 'capture' | 'cancel'): Wish =>
  moved(`${closing}-payment`, closing, `POST /v1/payments/${paymentId}/${closing}`, paymentId);

export function process(paymentId: string, action: 'capture' | 'cancel' | 'refund'): Wish {
  const wish = moved('customers-process-payment', action, 'POST /payment.v1.PaymentService/ProcessPayment', paymentId);
  const body = { payment_id: paymentId, action };
  return action === 'refund' ? { ...wish, body, refundId: refundIdOfPayment(paymentId) } : { ...wish, body };
}

/** A client that does not know what became of its key; `named` says which payment it means. */
export function lookUp({ key = '', paymentId, identity }: Wish, named: boolean): Wish {
  const wish = moved('get-idempotency-key', 'look-up', `GET /v1/idempotency-keys/${key}`, paymentId);
  return { ...wish, identity: `look-up of ${identity}`, key, ...(named && { query: { payment_id: paymentId } }) };
}

/** Every way to read a payment that was created by this wish. */
export function reads({ identity, paymentId }: Wish): readonly Wish[] {
  const [kind, name = ''] = identity.split(' ');
  const rpc = { body: { payment_id: paymentId } };
  return [
    moved('get-payment', 'read', `GET /v1/payments/${paymentId}`, paymentId),
    moved('get-order-payment', 'read', `GET /payments/${paymentId}`, paymentId),
    moved('get-receipt', 'receipt', `GET /v1/payments/${paymentId}/receipt`, paymentId),
    { ...moved('services-get-payment', 'read', 'POST /payments.v1.PaymentService/GetPayment', paymentId), ...rpc },
    { ...moved('customers-get-payment', 'read', 'POST /payment.v1.PaymentService/GetPayment', paymentId), ...rpc },
    kind === 'order'
      ? moved('get-payment-of-order', 'read', `GET /api/payments/${name}`, paymentId)
      : moved('get-idempotency-key', 'key', `GET /v1/idempotency-keys/${name}`, paymentId),
  ];
}
