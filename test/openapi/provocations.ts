import { marshall } from '@aws-sdk/util-dynamodb';
import { routes, rpcRoutes } from '../../lib/routes.ts';
import type { ProcessorEvent } from '../../src/processor/events.ts';
import { GetItem, TransactWriteItems, UpdateItem } from '../../src/runtime/operations.ts';
import type { Item } from '../../src/store/item.ts';
import { conditionFailed, dynamoError, transactionCancelled } from '../support/dynamo-errors.ts';
import type { Intercept } from '../support/memory-dynamo.ts';

/** A fault of the store, which may depend on what is stored. */
type Interference = (stored: (id: string) => Item) => Intercept;

export type Sent = Readonly<{
  query?: readonly (readonly [name: string, value: string])[];
  /** Value of the path parameter. Default: a paid payment. */
  id?: string;
  headers?: Readonly<Record<string, string>>;
  /** Fields to add to the valid body of the operation. Text and bytes replace it. */
  body?: object | string | Buffer;
  intercept?: Interference;
  /** Send it to a stage deployed with `-c onePaymentPerOrder=on`. */
  isGuarded?: true;
  /** To a processor that reads this in every event. */
  event?: ProcessorEvent;
  /** To a stage that has as many webhook endpoints as it may have. */
  isFullOfEndpoints?: true;
  /** Sends the request to a processor that has client secrets but does not respond. */
  isProcessorSilent?: true;
  /** To a stage whose processor is a real one. */
  isReal?: true;
}>;

/** A request that an operation refuses with the code. */
export type Provocation = readonly [operation: string, code: string, sent: Sent];

/** A code and how to provoke it in any operation. */
export type Part = readonly [code: string, sent: Sent];

const key = (name: string) => ({ 'Idempotency-Key': name });
export const failing =
  (error: () => Error): Interference =>
  () =>
  () =>
    Promise.reject(error());

/** Makes every conditional write fail, on the first or on a later attempt. */
const failingCondition =
  (attempts: number): Interference =>
  (stored) =>
  async (operation, apply) => {
    if (!(operation instanceof UpdateItem)) return apply();
    const item = stored(String(operation.input.Key?.id));
    const error = conditionFailed(marshall(item, { removeUndefinedValues: true }));
    error.$metadata.attempts = attempts;
    throw error;
  };

/** Orders with a payment, and the refusal of a guarded request for them. */
export const guardedOrders = [
  ['order_already_paid', 'guarded-paid'],
  ['order_payment_authorized', 'guarded-authorized'],
  ['order_payment_in_progress', 'guarded-in-flight'],
] as const;

const line = (amount: unknown, account = 'processor_receivable', currency = 'EUR') => ({ account, amount, currency });

/** The key of a correction leads to one for another reason. */
const keyOfAnotherCorrection: Interference = () => async (operation, apply) => {
  if ((operation as object) instanceof TransactWriteItems) throw transactionCancelled(['ConditionalCheckFailed']);
  if (!(operation instanceof GetItem)) return apply();
  const at = '2026-11-21T12:00:00.000Z';
  const lines = [
    ['fees', 'EUR', 100],
    ['processor_receivable', 'EUR', -100],
  ];
  return { Item: { id: 'entry#correction:1', sort: 'entry', type: 'correction', at, reason: 'another', lines } };
};

/** Another correction has resolved the break. */
const breakOfAnotherCorrection: Interference = () => async (operation, apply) => {
  if ((operation as object) instanceof TransactWriteItems)
    throw transactionCancelled(['None', 'ConditionalCheckFailed']);
  return apply();
};

/** A valid body of each operation. */
export const validBodies: Readonly<Record<string, object>> = {
  'create-payment': { amount: '10.00' },
  'charge-trip': { trip_id: '2', method: 'CARD', idempotency_key: 'trip-2' },
  'capture-payment': { amount: '1.00' },
  'cancel-payment': {},
  'refund-payment': { amount: '1.00' },
  'create-order-payment': { order_id: 'known-order', amount: '10.00' },
  'create-user': { username: 'kim', email: 'kim@example.com' },
  'create-order': { name: 'Kim', email: 'kim@example.com' },
  'create-webhook-endpoint': { url: 'https://example.com/another' },
  'update-webhook-endpoint': { description: 'Shop' },
  'rotate-webhook-secret': {},
  'replay-webhook-endpoint': { from: '2026-11-21T11:00:00Z' },
  'redeliver-event': {},
  'create-ledger-correction': { reason: 'fee', lines: [line('1.00', 'fees'), line('-1.00')], idempotency_key: 'c' },
};

const optionalBodies = new Set([
  'capture-payment',
  'cancel-payment',
  'refund-payment',
  'rotate-webhook-secret',
  'redeliver-event',
]);

/** Bodies that every operation refuses while parsing JSON. */
export const bodies: readonly Part[] = [
  ['body_too_large', { body: `{"a":1}${' '.repeat(70_000)}` }],
  ['byte_order_mark', { body: '\uFEFF{}' }],
  ['duplicate_key', { body: '{"a":1,"a":1}' }],
  ['forbidden_key', { body: '{"__proto__":1}' }],
  ['invalid_json', { body: '{' }],
  ['invalid_unicode', { body: '{"a":"\\ud800"}' }],
  ['invalid_utf8', { body: Buffer.from([0x7b, 0xff, 0x7d]) }],
  ['object_required', { body: '[]' }],
  ['string_too_long', { body: `{"a":"${'a'.repeat(3_000)}"}` }],
  ['too_deep', { body: '['.repeat(50) }],
  ['too_many_keys', { body: `[${'1,'.repeat(200)}1]` }],
  ['unsupported_content_encoding', { body: '{}', headers: { 'Content-Encoding': 'br' } }],
  ['unsupported_media_type', { body: '{}', headers: { 'Content-Type': 'application/xml' } }],
];

const amounts: readonly Part[] = [
  ['amount_format', { body: { amount: 'ten' } }],
  ['amount_not_positive', { body: { amount: '-1.00' } }],
  ['amount_precision', { body: { amount: '1.001' } }],
  ['amount_too_large', { body: { amount: '1234567890123' } }],
  ['amount_type', { body: { amount: true } }],
];

const keys: readonly Part[] = [
  ['idempotency_key_invalid', { headers: key('k'.repeat(256)), body: { idempotency_key: undefined } }],
  ['idempotency_key_mismatch', { headers: key('one'), body: { idempotency_key: 'other' } }],
  ['idempotency_key_repeated', { headers: key('one, two'), body: { idempotency_key: undefined } }],
];

const processor: Part = ['processor_unavailable', { body: { payment_method: 'pm_answer_lost' } }];

/** An event of a payment that is not stored, which may still come. */
const anEvent: ProcessorEvent = {
  kind: 'hint',
  eventId: 'evt_1',
  createdAt: Date.parse('2999-01-01T00:00:00.000Z'),
  intentId: 'pi_1',
  paymentId: 'nobody',
  aboutListed: false,
};

/** A settlement report that can be read, except for what a provocation says of it. */
const report = (but: Sent): Sent => ({
  query: [['format', 'csv']],
  headers: { 'Content-Type': 'text/csv' },
  body: 'id,kind,currency,amount,at\npo_1,payout,EUR,-1.00,2026-11-21T12:00:00Z',
  ...but,
});
const breakQuery: Sent['query'] = [
  ['reference', 'PAY-1'],
  ['processor', 'stripe'],
];

const of = (operation: string, parts: readonly Part[]): Provocation[] =>
  parts.map(([code, sent]) => [operation, code, sent]);

const rest = routes.filter((route) => !rpcRoutes.includes(route));
const withStore = rest.filter(({ may, name }) => Object.keys(may).length > 0 && name !== 'get-health');

/** At least one request for each operation and code in openapi.json, except the codes of API Gateway. */
export const provocations: readonly Provocation[] = [
  ...rest.flatMap(({ name }) => of(name, [['card_number_not_accepted', { query: [['note', '4111111111111111']] }]])),
  ...rest
    .filter(({ paths }) => paths.some((path) => path.includes('{')))
    .flatMap(({ name }) => of(name, [['malformed_path', { id: '%zz' }]])),
  ...withStore
    .filter(({ name }) => !['receive-processor-event', 'reconcile-settlement', 'list-ledger-breaks'].includes(name))
    .flatMap(({ name }) =>
      of(name, [
        ['store_unavailable', { intercept: failing(() => dynamoError('InternalServerError')) }],
        ['internal_error', { intercept: failing(() => new TypeError('a bug')) }],
      ]),
    ),
  ...Object.keys(validBodies).flatMap((name) => of(name, bodies)),
  ...Object.keys(validBodies).flatMap((name) =>
    optionalBodies.has(name) ? [] : of(name, [['body_required', { body: '' }]]),
  ),

  ...of('create-payment', [
    ...amounts,
    ...keys,
    processor,
    ['amount_required', { body: '{}' }],
    ['currency_invalid', { body: { currency: 'XXX' } }],
    ['field_invalid', { body: { method: 'cheque' } }],
    ['field_required', { body: { one_payment_per_order: true } }],
    ['id_invalid', { body: { order_id: 'a b' } }],
    ['idempotency_key_in_use', { headers: key('in-flight') }],
    ['idempotency_key_reused', { headers: key('paid'), body: { amount: '11.00' } }],
    ['metadata_invalid', { body: { metadata: [] } }],
    ...guardedOrders.map(([code, order]): Part => [code, { body: { order_id: order, one_payment_per_order: true } }]),
    ['trip_already_paid', { body: { trip_id: 'paid-trip' } }],
    ['trip_payment_authorized', { body: { trip_id: 'authorized-trip' } }],
    ['trip_payment_in_progress', { body: { trip_id: 'trip-in-flight' } }],
    ['unknown_field', { body: { status: 'completed' } }],
  ]),
  ...of('charge-trip', [
    ...keys,
    [
      'processor_unavailable',
      { headers: key('lost'), body: { trip_id: '4', payment_method: 'pm_answer_lost', idempotency_key: undefined } },
    ],
    ['field_invalid', { body: { method: 'cheque' } }],
    ['field_required', { body: { method: undefined } }],
    ['id_invalid', { body: { trip_id: 'a b' } }],
    ['idempotency_key_in_use', { body: { trip_id: 'trip-in-flight', idempotency_key: 'trip-in-flight' } }],
    ['idempotency_key_missing', { body: { idempotency_key: undefined } }],
    ['idempotency_key_reused', { body: { idempotency_key: 'paid-trip' } }],
    ['trip_already_paid', { body: { trip_id: 'paid-trip', idempotency_key: 'another' } }],
    ['trip_payment_authorized', { body: { trip_id: 'authorized-trip', idempotency_key: 'one-more' } }],
    ['trip_not_completed', { body: { trip_id: 'running', idempotency_key: 'r' } }],
    ['trip_not_found', { body: { trip_id: 'unknown', idempotency_key: 'u' } }],
    ['trip_payment_in_progress', { body: { trip_id: 'trip-in-flight', idempotency_key: 'yet-another' } }],
    ['trip_service_unavailable', { body: { trip_id: 'broken', idempotency_key: 'b' } }],
  ]),
  ...of('refund-payment', [
    ['amount_required', { body: { amount: null } }],
    ['concurrent_update', { intercept: failingCondition(1) }],
    ...amounts,
    ...keys,
    ['processor_unavailable', { id: 'refund-lost' }],
    ['field_invalid', { body: { reason: '' } }],
    ['idempotency_key_in_use', { id: 'refund-in-flight', headers: key('refund-in-flight') }],
    ['idempotency_key_reused', { id: 'refunded', headers: key('refunded'), body: { amount: '2.00' } }],
    ['payment_disputed', { id: 'disputed' }],
    ['payment_not_found', { id: 'nobody' }],
    ['payment_not_refundable', { id: 'declined' }],
    ['payment_taken_elsewhere', { id: 'imported', isReal: true }],
    ['currency_invalid', { body: { currency: 'eur' } }],
    ['currency_mismatch', { body: { currency: 'JPY' } }],
    ['refund_exceeds_remaining', { body: { amount: '100.00' } }],
    ['too_many_refunds', { id: 'refunded-a-hundred-times' }],
  ]),
  ...of('create-order-payment', [
    ...amounts,
    ['idempotency_key_invalid', { headers: key('k'.repeat(256)) }],
    ['idempotency_key_mismatch', { headers: key('one'), body: { idempotency_key: 'other' } }],
    ['idempotency_key_repeated', { headers: key('one, two') }],
    ['processor_unavailable', { body: { order_id: ':fresh-order', payment_method: 'pm_answer_lost' } }],
    ['currency_invalid', { body: { currency: 'XXX' } }],
    ['field_invalid', { body: { payment_method: '' } }],
    ['id_invalid', { body: { order_id: 'a b' } }],
    ['idempotency_key_in_use', { body: { order_id: 'order-in-flight' } }],
    ['order_already_paid', { body: { order_id: 'paid-order', amount: '11.00' } }],
    ...guardedOrders.map(([code, order]): Part => [code, { body: { order_id: order }, isGuarded: true }]),
    ['order_id_and_amount_required', { body: '{}' }],
    ['order_not_found', { body: { order_id: 'nowhere' } }],
  ]),
  ...['create-user', 'create-order'].flatMap((name) =>
    of(name, [
      ...keys,
      ['idempotency_key_reused', { headers: key('person'), body: { email: 'other@example.com' } }],
      ['field_invalid', { body: { email: 'kim' } }],
      ['field_required', { body: '{}' }],
    ]),
  ),
  ...of('receive-processor-event', [
    ['body_too_large', { id: 'simulated', event: anEvent, body: ' '.repeat(1_048_577) }],
    ['event_forged', { id: 'simulated', event: { kind: 'forged', reason: 'signature' } }],
    ['event_too_early', { id: 'simulated', event: anEvent }],
    ['internal_error', { id: 'simulated', event: anEvent, intercept: failing(() => new TypeError('a bug')) }],
    ['processor_not_found', { id: 'paypal' }],
    ['processor_unavailable', { id: 'simulated', isProcessorSilent: true }],
    [
      'store_unavailable',
      { id: 'simulated', event: anEvent, intercept: failing(() => dynamoError('InternalServerError')) },
    ],
  ]),
  ...of('create-client-secret', [
    ['client_secret_not_available', {}],
    ['payment_not_found', { id: 'nobody' }],
    ['processor_unavailable', { id: 'waiting', isProcessorSilent: true }],
    ['wrong_state', { isProcessorSilent: true }],
  ]),
  ...['capture-payment', 'cancel-payment'].flatMap((name) =>
    of(name, [
      ['idempotency_key_invalid', { headers: key('k'.repeat(256)) }],
      ['idempotency_key_mismatch', { headers: key('one'), body: { idempotency_key: 'other' } }],
      ['idempotency_key_repeated', { headers: key('one, two') }],
      ['field_invalid', { headers: key('one'), body: { idempotency_key: 1 } }],
      ['concurrent_update', { id: `in-flight-${name}`, body: { amount: '10.00' } }],
      ['payment_not_found', { id: 'nobody' }],
      ['payment_taken_elsewhere', { id: 'imported-held', isReal: true }],
      ['processor_unavailable', { id: `authorized-${name}`, isProcessorSilent: true }],
      ['wrong_state', { id: 'declined' }],
    ]),
  ),
  ...of('capture-payment', [
    ...amounts.map(([code, sent]): Part => [code, { id: 'authorized-capture-payment', ...sent }]),
    ['authorization_expired', { id: 'expired' }],
    ['currency_invalid', { id: 'authorized-capture-payment', body: { currency: 'eur' } }],
    ['currency_mismatch', { id: 'authorized-capture-payment', body: { currency: 'JPY' } }],
    ['capture_exceeds_authorized', { id: 'authorized-capture-payment', body: { amount: '10.01' } }],
    ['capture_refused', { id: 'capture-refused' }],
    ['amount_required', { id: 'authorized-capture-payment', body: { amount: null } }],
    ['unknown_field', { body: { amout: '1.00' } }],
  ]),
  ...['get-payment', 'get-receipt', 'get-order-payment', 'get-payment-of-order'].flatMap((name) =>
    of(name, [['payment_not_found', { id: 'nobody' }]]),
  ),
  ...of('create-webhook-endpoint', [
    ['field_invalid', { body: { event_types: ['payment.begun', 'nothing'] } }],
    ['field_required', { body: '{}' }],
    ['too_many_webhook_endpoints', { isFullOfEndpoints: true }],
    ['unknown_field', { body: { secret: 'whsec_AAAA' } }],
    ['webhook_url_in_use', { body: { url: 'https://example.com/webhooks' } }],
    ['webhook_url_invalid', { body: { url: 'http://169.254.169.254/' } }],
  ]),
  ...of('update-webhook-endpoint', [
    ['field_invalid', { id: 'endpoint', body: { status: 'paused' } }],
    ['unknown_field', { id: 'endpoint', body: { secret: 'whsec_AAAA' } }],
    ['webhook_url_in_use', { id: 'endpoint', body: { url: 'https://example.com/disabled' } }],
    ['webhook_url_invalid', { id: 'endpoint', body: { url: 'https://user:password@example.com/' } }],
  ]),
  ...of('rotate-webhook-secret', [
    ['field_invalid', { id: 'endpoint', body: { previous_valid_hours: 169 } }],
    ['too_many_webhook_secrets', { id: 'disabled-endpoint' }],
    ['unknown_field', { id: 'endpoint', body: { hours: 1 } }],
  ]),
  ...of('test-webhook-endpoint', [['webhook_endpoint_disabled', { id: 'disabled-endpoint' }]]),
  ...of('replay-webhook-endpoint', [
    ['field_invalid', { id: 'endpoint', body: { from: 'yesterday' } }],
    ['field_required', { id: 'endpoint', body: { from: undefined } }],
    ['unknown_field', { id: 'endpoint', body: { since: '2026-11-21T11:00:00Z' } }],
    ['webhook_endpoint_disabled', { id: 'disabled-endpoint' }],
  ]),
  ...of('redeliver-event', [
    ['event_not_found', { id: 'nobody:payment.completed:0' }],
    ['field_invalid', { id: 'p1:payment.completed:0', body: { endpoint_id: 'a b' } }],
    ['unknown_field', { id: 'p1:payment.completed:0', body: { endpoint: 'we_1' } }],
    ['webhook_endpoint_disabled', { id: 'p1:payment.completed:0', body: { endpoint_id: ':disabled-endpoint' } }],
    ['webhook_endpoint_not_found', { id: 'p1:payment.completed:0', body: { endpoint_id: 'we_nobody' } }],
  ]),
  ...rest
    .filter(({ paths }) => paths.some((path) => path.includes('{endpoint_id}')))
    .flatMap(({ name }) => of(name, [['webhook_endpoint_not_found', { id: 'we_nobody' }]])),
  ...of('list-webhook-deliveries', [['query_invalid', { query: [['status', 'pending']] }]]),
  ...of('get-receipt', [['receipt_not_available', { id: 'declined' }]]),
  ...['get-user', 'erase-user'].flatMap((name) => of(name, [['user_not_found', { id: 'nobody' }]])),
  ...['get-order', 'erase-order'].flatMap((name) => of(name, [['order_not_found', { id: 'nobody' }]])),
  ...of('redact-payment', [
    ['payment_not_found', { id: 'nobody' }],
    ['concurrent_update', { id: 'in-flight' }],
  ]),
  ...of('get-idempotency-key', [
    ['idempotency_key_invalid', { id: '%20' }],
    ['payment_not_found', { query: [['payment_id', 'nobody']] }],
    ['query_invalid', { query: [['payment_id', 'a b']] }],
  ]),
  ...of('create-ledger-correction', [
    ...keys,
    ['amount_format', { body: { lines: [line('ten'), line('-1')] } }],
    ['amount_precision', { body: { lines: [line('1.001'), line('-1.001')] } }],
    ['amount_required', { body: { lines: [line(undefined), line('-1')] } }],
    ['amount_too_large', { body: { lines: [line('1234567890123'), line('-1')] } }],
    ['amount_type', { body: { lines: [line(true), line('-1')] } }],
    ['currency_invalid', { body: { lines: [line('1', 'fees', 'XXX'), line('-1')] } }],
    ['break_not_found', { body: { resolves: 'row:txn_9' } }],
    ['break_resolved', { intercept: breakOfAnotherCorrection }],
    ['entry_not_balanced', { body: { lines: [line('1.00', 'fees'), line('-0.99')] } }],
    ['field_invalid', { body: { lines: [line('1', 'cash'), line('-1')] } }],
    ['field_required', { body: { reason: undefined } }],
    ['idempotency_key_missing', { body: { idempotency_key: undefined } }],
    ['idempotency_key_reused', { intercept: keyOfAnotherCorrection }],
    ['unknown_field', { body: { at: '2026-11-21' } }],
  ]),
  ...of('reconcile-settlement', [
    ['body_required', report({ body: '' })],
    ['body_too_large', report({ body: ' '.repeat(262_145) })],
    ['invalid_utf8', report({ body: Buffer.from([0xff]) })],
    ['query_invalid', report({ query: [['format', 'xml']] })],
    ['report_invalid', report({ body: 'id,kind' })],
    ['unsupported_content_encoding', report({ headers: { 'Content-Type': 'text/csv', 'Content-Encoding': 'br' } })],
    ['unsupported_media_type', report({ headers: { 'Content-Type': 'application/json' } })],
    ['store_unavailable', report({ intercept: failing(() => dynamoError('InternalServerError')) })],
    ['internal_error', report({ intercept: failing(() => new TypeError('a bug')) })],
  ]),
  ...of('list-ledger-breaks', [
    ['query_invalid', { query: [['reference', 'PAY-1']] }],
    ['store_unavailable', { query: breakQuery, intercept: failing(() => dynamoError('InternalServerError')) }],
    ['internal_error', { query: breakQuery, intercept: failing(() => new TypeError('a bug')) }],
  ]),
  ...of('list-ledger-entries', [
    ['account_not_found', { id: 'cash' }],
    ['query_invalid', { id: 'fees', query: [['type', 'correction']] }],
  ]),
  ...of('get-ledger-entry', [['entry_not_found', { id: 'nothing' }]]),
  ...of('get-ledger-seals', [['day_not_sealed', { id: '2026-11-21' }]]),
  ...of('get-ledger-proof', [
    ['entry_not_found', { id: 'nothing' }],
    ['day_not_sealed', { id: 'unsealed:payment.completed:0' }],
  ]),
  ...of('get-payment-timeline', [['payment_not_found', { id: 'nobody' }]]),
  ...of('get-refund', [['refund_not_found', { id: 'nothing' }]]),
  ...of('get-event', [['event_not_found', { id: 'nothing:payment.completed:0' }]]),
  ...['list-payments', 'list-events', 'list-disputes', 'list-users', 'list-orders'].flatMap((name) =>
    of(name, [['query_invalid', { query: [['limit', '0']] }]]),
  ),
];
