import { usedKey } from './fixtures.ts';
import { type BadInput, bad, json, key } from './input.ts';

const refund = (what: string, payment: string, body: string, answer: readonly [number, string]) =>
  bad(what, `POST /v1/payments/${payment}/refund`, answer, { headers: [json], body });
const charge = (what: string, body: string, answer: readonly [number, string] = [400, 'field_required']) =>
  bad(what, 'POST /v1/payments/charge', answer, { headers: [json, key], body });
const user = (what: string, body: string, code = 'field_invalid') =>
  bad(what, 'POST /users/', [400, code], { headers: [json, key], body });
const used = (what: string, body: string) =>
  bad(what, 'POST /v1/payments', [422, 'idempotency_key_reused'], {
    headers: [json, ['Idempotency-Key', usedKey]],
    body,
  });

/** Well-formed requests that are refused for their content. */
export const peopleAndTrips: readonly BadInput[] = [
  charge('a charge without a trip', '{"method":"CARD"}'),
  charge('a charge without a method', '{"trip_id":"2"}'),
  charge('a charge of a trip that runs', '{"trip_id":51,"method":"CARD"}', [400, 'trip_not_completed']),
  charge('a charge of a cancelled trip', '{"trip_id":61,"method":"CARD"}', [400, 'trip_not_completed']),
  charge('a charge of a trip that nobody knows', '{"trip_id":"nowhere","method":"CARD"}', [404, 'trip_not_found']),
  charge('a charge by cheque', '{"trip_id":2,"method":"CHEQUE"}', [400, 'field_invalid']),
  charge('a charge of a trip by a path', '{"trip_id":"../2","method":"CARD"}', [400, 'id_invalid']),
  bad('a charge without a key', 'POST /v1/payments/charge', [400, 'idempotency_key_missing'], {
    headers: [json],
    body: '{"trip_id":2,"method":"CARD"}',
  }),

  used('a used key with another amount', '{"amount":"20.01"}'),
  used('a used key with another currency', '{"amount":"20.00","currency":"EUR"}'),
  used('a used key with another method', '{"amount":"20.00","method":"cash"}'),
  used('a used key with an order', '{"amount":"20.00","order_id":"1"}'),
  used('a used key for a payment that is held', '{"amount":"20.00","capture":false}'),
  bad('another amount for a paid order', 'POST /payments/', [409, 'order_already_paid'], {
    headers: [json],
    body: '{"order_id":"fixture-order","amount":"20.01"}',
  }),
  bad('another currency for a paid order', 'POST /payments/', [409, 'order_already_paid'], {
    headers: [json],
    body: '{"order_id":"fixture-order","amount":"20.00","currency":"EUR"}',
  }),

  refund('a cent too much', '{paid in USD}', '{"amount":"20.01"}', [400, 'refund_exceeds_remaining']),
  refund('a refund of what is refunded', '{spent}', '{"amount":"0.01"}', [400, 'refund_exceeds_remaining']),
  refund('a refund of what is held', '{held}', '{"amount":"1.00"}', [400, 'payment_not_refundable']),
  refund('a refund of what was declined', '{declined}', '{}', [400, 'payment_not_refundable']),
  refund('a refund of nothing known', 'nobody', '{"amount":"1.00"}', [404, 'payment_not_found']),
  refund('a refund of all of nothing known', 'nobody', '', [404, 'payment_not_found']),
  refund('a used refund key with another amount', '{spent}', '{"idempotency_key":"fixture-refund","amount":"1.00"}', [
    422,
    'idempotency_key_reused',
  ]),
  refund('an empty reason', '{paid in USD}', '{"amount":"1.00","reason":""}', [400, 'field_invalid']),
  refund('a reason of space', '{paid in USD}', '{"amount":"1.00","reason":"  "}', [400, 'field_invalid']),
  refund('a reason with a line end', '{paid in USD}', '{"amount":"1.00","reason":"a\\nb"}', [400, 'field_invalid']),
  refund('a reason that turns the text round', '{paid in USD}', '{"amount":"1.00","reason":"a\\u202eb"}', [
    400,
    'field_invalid',
  ]),
  refund('a long reason', '{paid in USD}', `{"amount":"1.00","reason":"${'a'.repeat(501)}"}`, [400, 'field_invalid']),
  refund('a reason that is a number', '{paid in USD}', '{"amount":"1.00","reason":1}', [400, 'field_invalid']),

  bad('a cancel of what is captured', 'POST /v1/payments/{paid in USD}/cancel', [409, 'wrong_state']),
  bad('a capture of what was declined', 'POST /v1/payments/{declined}/capture', [409, 'wrong_state']),
  bad('a cancel of nothing known', 'POST /v1/payments/nobody/cancel', [404, 'payment_not_found']),
  bad('a receipt of what is held', 'GET /v1/payments/{held}/receipt', [409, 'receipt_not_available']),
  bad('a receipt of what was declined', 'GET /v1/payments/{declined}/receipt', [409, 'receipt_not_available']),

  user('a user without a name', '{"email":"a@example.com"}', 'field_required'),
  user('a user without an address', '{"username":"ann"}', 'field_required'),
  user('an empty name', '{"username":"","email":"a@example.com"}'),
  user('a name of space', '{"username":" ","email":"a@example.com"}'),
  user('a name with a null byte', '{"username":"a\\u0000","email":"a@example.com"}'),
  user('a name of 256 characters', `{"username":"${'a'.repeat(256)}","email":"a@example.com"}`),
  user('a name that is a number', '{"username":1,"email":"a@example.com"}'),
  user('an address without a host', '{"username":"ann","email":"ann@"}'),
  user('an address without an @', '{"username":"ann","email":"ann"}'),
  user('an address with a line end', '{"username":"ann","email":"a@example.com\\nBcc: b@example.com"}'),
  user('an address of 255 characters', `{"username":"ann","email":"${'a'.repeat(243)}@example.com"}`),
];
