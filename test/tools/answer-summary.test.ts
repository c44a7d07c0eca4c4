import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { summaryOf } from '../../tools/start/answer-summary.ts';

type Golden = Readonly<{ headers: Readonly<Record<string, string>>; body: string }>;

/** An answer from the golden files. */
function golden(name: string) {
  const file = join(import.meta.dirname, '..', 'golden', `${name}.json`);
  const { headers, body } = JSON.parse(readFileSync(file, 'utf8')) as Golden;
  return { headers: new Map(Object.entries(headers).map(([header, value]) => [header, [value]])), body };
}

const json = (body: string, headers: Readonly<Record<string, string>> = {}) => ({
  headers: new Map(
    Object.entries({ 'Content-Type': 'application/json', ...headers }).map(([name, value]) => [name, [value]]),
  ),
  body,
});

describe('the summary of an answer for the console', () => {
  it.each([
    ['create-payment', { amount: '25.00', currency: 'EUR', status: 'SUCCESS' }],
    ['charge-trip', { amount: '24.50', currency: 'USD', status: 'SUCCESS' }],
    ['create-order-payment', { amount: '10.99', status: 'COMPLETED' }],
    ['refund-payment', { id: '1', amount: '50.00', currency: 'USD' }],
    ['customers-create-payment', { amount: '10.00', currency: 'USD', status: 'created' }],
    ['services-request-payment', { status: 'SUCCEEDED' }],
  ])('shows the payment of %s', (name, payment) => {
    expect(summaryOf(golden(name)).payment).toMatchObject({ id: expect.any(String), ...payment });
  });

  it.each(['create-order', 'create-user', 'get-health', 'list-payments', 'get-openapi', 'get-explorer', 'get-metrics'])(
    'shows no payment of %s',
    (name) => {
      expect(summaryOf(golden(name))).toEqual({});
    },
  );

  it.each([
    [
      'a problem',
      json('{"code":"amount_invalid"}', { 'Content-Type': 'application/problem+json' }),
      { code: 'amount_invalid' },
    ],
    ['a refused RPC', json('{"code":"already_exists"}', { 'x-error-code': 'order_paid' }), { code: 'order_paid' }],
    ['a replay', json('{}', { 'Idempotent-Replayed': 'true' }), { replayed: true }],
    ['invalid JSON', json('{'), {}],
    ['JSON that is not an object', json('null'), {}],
    ['protobuf', { ...json('{"code":"x"}'), headers: new Map([['Content-Type', ['application/proto']]]) }, {}],
  ])('covers %s', (_, answer, summary) => {
    expect(summaryOf(answer)).toEqual(summary);
  });
});
