import { rpcRoutes } from '../../lib/routes.ts';
import { dynamoError } from '../support/dynamo-errors.ts';
import { bodies, failing, guardedOrders, type Part, type Provocation, type Sent } from './provocations.ts';

const key = (name: string) => ({ 'Idempotency-Key': name });
/** A valid message of each method. `:name` is replaced by the id of the payment with that name. */
export const validMessages: Readonly<Record<string, object>> = {
  'customers-create-payment': { amount: '10.00', customer_id: 'customer-7' },
  'customers-get-payment': { payment_id: ':paid' },
  'customers-process-payment': { payment_id: ':paid', action: 'refund' },
  'customers-health-check': {},
  'services-request-payment': {
    amount_minor: '1000',
    currency: 'USD',
    order_id: 'o-1',
    idempotency_key: 'services-key',
  },
  'services-get-payment': { payment_id: ':paid' },
  'services-health': {},
};

const of = (operation: string, parts: readonly Part[]): Provocation[] =>
  parts.map(([code, sent]) => [operation, code, sent]);

/** Refusals of requests that are no RPC. */
const noRpc = ({ query = [], headers = {} }: Sent): readonly Part[] => [
  ['card_number_not_accepted', { headers, query: [...query, ['note', '4111111111111111']] }],
  ['timeout_invalid', { query, headers: { ...headers, 'Connect-Timeout-Ms': 'soon' } }],
  ['out_of_time', { query, headers: { ...headers, 'Connect-Timeout-Ms': '0' } }],
];

/** Refusals because of a header of a POST. */
const ofHeaders = ['unsupported_content_encoding', 'unsupported_media_type'];

/** Refusals of every method, with POST and GET. */
const always: readonly Part[] = [
  ['card_number_not_accepted', { query: [['note', '4111111111111111']] }],
  ['timeout_invalid', { headers: { 'Connect-Timeout-Ms': 'soon' } }],
  ['out_of_time', { headers: { 'Connect-Timeout-Ms': '0' } }],
  ['store_unavailable', { intercept: failing(() => dynamoError('InternalServerError')) }],
  ['internal_error', { intercept: failing(() => new TypeError('a bug')) }],
];

/** Refusals of messages in the query. Only base64 can carry invalid UTF-8. */
const byGet: readonly Part[] = [
  ...always,
  ...noRpc({ query: [['encoding', 'xml']] }),
  ...bodies.filter(([code, { body }]) => typeof body === 'string' && !['body_too_large', ...ofHeaders].includes(code)),
  ['body_required', { body: '' }],
  [
    'invalid_base64',
    {
      query: [
        ['encoding', 'json'],
        ['base64', '1'],
        ['message', '!'],
      ],
    },
  ],
  [
    'invalid_utf8',
    {
      query: [
        ['encoding', 'json'],
        ['base64', '1'],
        ['message', 'e_99'],
      ],
    },
  ],
  ['query_invalid', { query: [['message', '{}']] }],
  ['unsupported_content_encoding', { query: [['compression', 'gzip']] }],
  ['unsupported_media_type', { query: [['encoding', 'xml']] }],
  ['unsupported_protocol', { query: [['connect', 'v0']] }],
];

const byPost: readonly Part[] = [
  ...noRpc({ headers: { 'Content-Type': 'application/xml' } }),
  ['body_required', { body: '' }],
  ['unsupported_protocol', { headers: { 'Connect-Protocol-Version': '2' } }],
];

const found: readonly Part[] = [
  ['field_invalid', { body: { payment_id: {} } }],
  ['field_required', { body: { payment_id: '' } }],
  ['payment_not_found', { body: { payment_id: 'nobody' } }],
];

export const rpcProvocations: readonly Provocation[] = [
  ...rpcRoutes.flatMap(({ name }) => of(name, [...always, ...bodies, ...byPost])),
  ...['customers-get-payment', 'services-get-payment'].flatMap((name) => of(name, found)),
  ...of('customers-create-payment', [
    ['idempotency_key_in_use', { headers: key('in-flight-customers-create-payment') }],
    ['idempotency_key_repeated', { headers: key('one-key, two-keys') }],
    ['amount_format', { body: { amount: 'ten' } }],
    ['amount_not_positive', { body: { amount: '-1.00' } }],
    ['amount_precision', { body: { amount: '1.001' } }],
    ['amount_required', { body: { amount: '' } }],
    ['amount_too_large', { body: { amount: '1234567890123' } }],
    ['currency_invalid', { body: { currency: 'XXX' } }],
    ['field_invalid', { body: { payment_method: 'a b' } }],
    ['field_required', { body: { customer_id: '' } }],
    ['id_invalid', { body: { customer_id: 'a b' } }],
    ['idempotency_key_invalid', { headers: key('k'.repeat(256)) }],
    ['idempotency_key_mismatch', { headers: key('one-key'), body: { idempotency_key: 'another-key' } }],
    ['idempotency_key_reused', { headers: key('paid') }],
    ['processor_unavailable', { body: { payment_method: 'pm_answer_lost' } }],
  ]),
  ...of('customers-process-payment', [
    ...found,
    ['concurrent_update', { body: { payment_id: ':in-flight-capture-payment', action: 'capture' } }],
    ['field_invalid', { body: { action: 'send' } }],
    [
      'idempotency_key_in_use',
      { headers: key('whole-refund-in-flight'), body: { payment_id: ':whole-refund-in-flight' } },
    ],
    ['idempotency_key_invalid', { headers: key('k'.repeat(256)) }],
    ['idempotency_key_mismatch', { headers: key('one-key'), body: { idempotency_key: 'another-key' } }],
    ['idempotency_key_repeated', { headers: key('one-key, two-keys') }],
    ['idempotency_key_reused', { headers: key('refunded'), body: { payment_id: ':refunded' } }],
    ['payment_disputed', { body: { payment_id: ':disputed' } }],
    ['payment_not_refundable', { body: { payment_id: ':declined' } }],
    ['payment_taken_elsewhere', { body: { payment_id: ':imported' }, isReal: true }],
    ['processor_unavailable', { body: { payment_id: ':refund-lost-rpc' } }],
    ['wrong_state', { body: { payment_id: ':declined', action: 'capture' } }],
  ]),
  ...of('services-request-payment', [
    ['idempotency_key_in_use', { body: { idempotency_key: 'in-flight-services-request-payment' } }],
    ['idempotency_key_repeated', { headers: key('one-key, two-keys'), body: { idempotency_key: '' } }],
    ['amount_not_positive', { body: { amount_minor: '0' } }],
    ['amount_too_large', { body: { amount_minor: '123456789012345678' } }],
    ['currency_invalid', { body: { currency: 'CHF' } }],
    ['field_invalid', { body: { amount_minor: 'ten' } }],
    ['field_required', { body: { order_id: '' } }],
    ['id_invalid', { body: { order_id: 'a b' } }],
    ['idempotency_key_invalid', { body: { idempotency_key: 'short' } }],
    ['idempotency_key_mismatch', { headers: key('another-key') }],
    ['idempotency_key_missing', { body: { idempotency_key: '' } }],
    ['idempotency_key_reused', { body: { idempotency_key: 'in-flight-capture-payment' } }],
    ['metadata_invalid', { body: { metadata: { '': 'x' } } }],
    ...guardedOrders.map(
      ([code, order]): Part => [
        code,
        { body: { order_id: order, idempotency_key: `${order}-by-rpc` }, isGuarded: true },
      ],
    ),
  ]),
];

/** Provocations of read methods with GET. */
export const rpcProvocationsByGet: readonly Provocation[] = rpcRoutes
  .filter(({ alsoGet }) => alsoGet)
  .flatMap(({ name }) => of(name, [...byGet, ...(name.endsWith('get-payment') ? found : [])]));
