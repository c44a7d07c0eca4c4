import { describe, expect, it } from 'vitest';
import { checkedKey } from '../../src/contracts/idempotency-key.ts';
import { readOrderPayment } from '../../src/contracts/orders.ts';
import { readPaymentRequest } from '../../src/contracts/payment-body.ts';
import { wantedPayment } from '../../src/contracts/payments.ts';
import { readOrder, readUser } from '../../src/contracts/people.ts';
import { readRefundRequest } from '../../src/contracts/refunds.ts';
import { readTripCharge } from '../../src/contracts/rides.ts';
import { type JsonObject, parseStrictJson } from '../../src/contracts/strict-json.ts';
import { readMoney, requirePositive } from '../../src/domain/money.ts';
import { faultsOfRequest, paths } from '../support/api-schemas.ts';

type Contract = Readonly<{
  path: string;
  read: (body: JsonObject) => unknown;
  base: object;
  fields: readonly string[];
}>;

const sender = { caller: 'anonymous', key: undefined, newId: () => 'new' };

/** Reads a body like the handler of each endpoint does, up to the first store access. */
const contracts: readonly Contract[] = [
  {
    path: '/v1/payments',
    read: (body) => wantedPayment(readPaymentRequest(body), sender),
    base: { amount: '25.00' },
    fields: [
      'amount',
      'currency',
      'method',
      'payment_method',
      'order_id',
      'customer_id',
      'metadata',
      'capture',
      'idempotency_key',
      'processor_customer',
      'statement_descriptor',
      'unknown',
    ],
  },
  {
    path: '/payments',
    read: (body) => requirePositive(readOrderPayment(body).wanted.fields.amount),
    base: { order_id: 1, amount: 10 },
    fields: ['order_id', 'amount', 'currency', 'payment_method', 'idempotency_key', 'unknown'],
  },
  {
    path: '/v1/payments/charge',
    read: readTripCharge,
    base: { trip_id: 3, method: 'CARD' },
    fields: ['idempotency_key', 'trip_id', 'method', 'rider_id', 'payment_method', 'unknown'],
  },
  {
    path: '/v1/payments/{payment_id}/refund',
    read: (body) => {
      const { amount } = readRefundRequest(body);
      return amount === undefined || requirePositive(readMoney(amount));
    },
    base: {},
    fields: ['idempotency_key', 'amount', 'reason', 'unknown'],
  },
  {
    path: '/users',
    read: readUser,
    base: { username: 'kim', email: 'kim@example.com' },
    fields: ['username', 'email', 'idempotency_key', 'unknown'],
  },
  {
    path: '/orders',
    read: readOrder,
    base: { name: 'Kim', email: 'kim@example.com' },
    fields: ['name', 'email', 'idempotency_key', 'unknown'],
  },
];

const strings = (count: number, value: unknown = 'v', name = 'k') =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`${name}${at}`, value]));

/** Values of every type, and values on both sides of every limit. */
const values: readonly unknown[] = [
  ...[undefined, null, true, false, [], ['a'], {}, { a: 'b' }, { a: 1 }, { '': 'a' }],
  ...[strings(50), strings(51), strings(1, 'v'.repeat(500)), strings(1, 'v'.repeat(501)), { ['n'.repeat(41)]: 'a' }],
  ...[0, 1, -1, 7, 10.99, 999_999_999_999.99, 1_000_000_000_000],
  ...['', ' ', '0', '0.00', '1', '25', '25.0', '25.00', '25.000', '-1', '+1', '1.', '.5', '01', '1e3', '1,5', ' 1'],
  ...['999999999999.99', '1000000000000', 'USD', 'JPY', 'usd', 'XXX', 'US', 'card', 'CARD', 'Card', 'upi', 'cheque'],
  ...['a-b_C', 'a b', 'é', 'a/b', 'a'.repeat(64), 'a'.repeat(65), 'n'.repeat(255), 'n'.repeat(256), 'a\nb', 'a\u200bb'],
  ...['Zoë 😀', 'kim@example.com', 'kim@', 'Kim <kim@example.com>', 'r'.repeat(500), 'r'.repeat(501)],
];

describe('a body is accepted if and only if it conforms to openapi.json', () => {
  const cases = contracts.flatMap(({ path, read, base, fields }) =>
    fields.map((field): [string, string, Contract] => [path, field, { path, read, base, fields }]),
  );

  it.each(cases)('the handler of %s and openapi.json agree on all values of %s', (path, field, { read, base }) => {
    const disagreed = values.filter((value) => {
      const body = { ...base, [field]: value };
      if (field === 'currency') Object.assign(body, { amount: 25 });
      const text = JSON.stringify(body);
      const isReadable = isRead(read, text);
      return isReadable !== (faultsOfRequest('POST', path, JSON.parse(text)).length === 0);
    });
    expect(disagreed).toEqual([]);
  });

  it.each([
    ['/v1/payments', 'more digits than the currency has', { amount: '10.99', currency: 'JPY' }],
    ['/v1/payments', 'a card number', { amount: 1, order_id: '4111111111111111' }],
  ])('rules that no schema can express are only in the handler: %s with %s', (path, _what, body) => {
    expect(faultsOfRequest('POST', path, body)).toEqual([]);
  });
});

function isRead(read: Contract['read'], text: string): boolean {
  try {
    const body = parseStrictJson(text) as JsonObject;
    read(body);
    if (typeof body.idempotency_key === 'string') checkedKey(body.idempotency_key, '/idempotency_key');
    return true;
  } catch {
    return false;
  }
}

describe('request examples', () => {
  const examples = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { requestBody }]) => {
      const example = requestBody?.content?.['application/json'];
      return example === undefined
        ? []
        : [[method.toUpperCase(), path, (example as { example: unknown }).example] as const];
    }),
  );

  it('openapi.json has request examples', () => {
    expect(examples.length).toBeGreaterThan(12);
  });

  it.each(examples)('the example of %s %s is accepted: %j', (method, path, example) => {
    expect(faultsOfRequest(method, path, example)).toEqual([]);
  });
});
