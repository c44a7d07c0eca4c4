import { type BadInput, bad, freeKey, json, key } from './input.ts';

const requestPayment = 'POST /payments.v1.PaymentService/RequestPayment';
const sound = { amount_minor: '1250', currency: 'USD', order_id: 'order-1', idempotency_key: freeKey };
const services = (what: string, but: object, code: string, status = 400) =>
  bad(`${what} for a service`, requestPayment, [status, code], {
    headers: [json],
    body: JSON.stringify({ ...sound, ...but }),
  });
const customers = (what: string, but: object, code: string) =>
  bad(`${what} for a customer`, 'POST /payment.v1.PaymentService/CreatePayment', [400, code], {
    headers: [json, key],
    body: JSON.stringify({ amount: '12.50', customer_id: 'c1', ...but }),
  });
const process = (what: string, body: object, answer: readonly [number, string]) =>
  bad(what, 'POST /payment.v1.PaymentService/ProcessPayment', answer, { headers: [json], body: JSON.stringify(body) });
const proto = (what: string, bytes: readonly number[], code: string) =>
  bad(what, requestPayment, [400, code], {
    headers: [['Content-Type', 'application/proto']],
    body: Buffer.from(bytes),
  });
const got = (what: string, query: string, answer: readonly [number, string] = [400, 'query_invalid']) =>
  bad(what, `GET /payment.v1.PaymentService/GetPayment?${query}`, answer);
const with_ = (what: string, header: readonly [string, string], answer: readonly [number, string]) =>
  bad(what, requestPayment, answer, { headers: [json, header], body: JSON.stringify(sound) });

const graphql = (what: string, body: object | string, answer: readonly [number, string]) =>
  bad(what, 'POST /graphql', answer, {
    door: 'requestor',
    headers: [json, key],
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
/** GraphQL over HTTP, to who accepts JSON: a well-formed request is answered with 200, whatever is wrong with it. */
const invalid = [200, 'INVALID_ARGUMENT'] as const;
const tooMuch = [200, 'RESOURCE_EXHAUSTED'] as const;
const create = (payload: string) => ({ query: `mutation { createPayment(payload: ${payload}) { paymentId } }` });
const aliases = (count: number) =>
  Array.from({ length: count }, (_, index) => `a${index}: payment(paymentId: "1") { status }`).join(' ');

/** RPC by Connect, and GraphQL. */
export const calls: readonly BadInput[] = [
  services('amount_minor of 0', { amount_minor: 0 }, 'amount_not_positive'),
  services('amount_minor of -1', { amount_minor: -1 }, 'amount_not_positive'),
  services('the least int64', { amount_minor: '-9223372036854775808' }, 'amount_not_positive'),
  services('the most int64', { amount_minor: '9223372036854775807' }, 'amount_too_large'),
  services('more than int64', { amount_minor: '9223372036854775808' }, 'field_invalid'),
  services('half a cent', { amount_minor: 12.5 }, 'field_invalid'),
  services('an amount in words', { amount_minor: 'ten' }, 'field_invalid'),
  services('a space before the amount', { amount_minor: ' 1' }, 'field_invalid'),
  services('a list of amounts', { amount_minor: [1] }, 'field_invalid'),
  services('both spellings of the amount', { amountMinor: '1' }, 'duplicate_key'),
  services('no amount', { amount_minor: null }, 'amount_not_positive'),
  services('a currency that this contract has not', { currency: 'CHF' }, 'currency_invalid'),
  services('a currency in small letters', { currency: 'usd' }, 'currency_invalid'),
  services('no currency', { currency: '' }, 'currency_invalid'),
  services('a currency that is a number', { currency: 840 }, 'field_invalid'),
  services('no order', { order_id: '' }, 'field_required'),
  services('an order with a space', { order_id: 'a b' }, 'id_invalid'),
  services('a key of 7 characters', { idempotency_key: '1234567' }, 'idempotency_key_invalid'),
  services('a key of 256 characters', { idempotency_key: 'k'.repeat(256) }, 'idempotency_key_invalid'),
  services('a key that is no ASCII', { idempotency_key: 'schlüssel' }, 'idempotency_key_invalid'),
  services('no key', { idempotency_key: '' }, 'idempotency_key_missing'),
  services('metadata that are a list', { metadata: ['x'] }, 'field_invalid'),
  services('metadata with a number', { metadata: { a: 1 } }, 'field_invalid'),
  services('metadata of 501 characters', { metadata: { a: 'x'.repeat(501) } }, 'metadata_invalid'),
  services('a card number', { metadata: { a: '4111 1111 1111 1111' } }, 'card_number_not_accepted'),
  services('the used key of another payment', { idempotency_key: 'fixture-paid-in-USD' }, 'idempotency_key_reused'),

  customers('no customer', { customer_id: '' }, 'field_required'),
  customers('a customer with a slash', { customer_id: 'a/b' }, 'id_invalid'),
  customers('an unknown currency', { currency: 'ZZZ' }, 'currency_invalid'),
  customers('a payment method with a space', { payment_method: 'pm x' }, 'field_invalid'),
  customers('both spellings of the customer', { customerId: 'c2' }, 'duplicate_key'),

  process('no payment to process', {}, [400, 'field_required']),
  process('an unknown payment to process', { payment_id: 'nobody' }, [404, 'payment_not_found']),
  process('the key of another item to process', { payment_id: 'trip#1' }, [404, 'payment_not_found']),
  process('an unknown action', { payment_id: 'nobody', action: 'void' }, [400, 'field_invalid']),
  process('an action in capitals', { payment_id: 'nobody', action: 'CAPTURE' }, [400, 'field_invalid']),

  proto('bytes that are no protobuf', [0xff, 0xff, 0xff], 'invalid_protobuf'),
  proto('a message that ends too early', [0x12, 0x7f, 0x41], 'invalid_protobuf'),
  proto('a field of another type', [0x0a, 0x01, 0x31], 'field_invalid'),
  proto('a field without a number', [0x02, 0x01, 0x31], 'invalid_protobuf'),
  proto('a varint without an end', [0x08, ...Array.from({ length: 11 }, () => 0xff)], 'invalid_protobuf'),
  proto('text that is not UTF-8', [0x12, 0x02, 0xc3, 0x28], 'invalid_utf8'),
  proto('nothing', [], 'amount_not_positive'),

  with_('another version of Connect', ['Connect-Protocol-Version', '2'], [400, 'unsupported_protocol']),
  with_('a timeout in words', ['Connect-Timeout-Ms', 'soon'], [400, 'timeout_invalid']),
  with_('a timeout of 11 digits', ['Connect-Timeout-Ms', '10000000000'], [400, 'timeout_invalid']),
  with_('a timeout that is over', ['Connect-Timeout-Ms', '0'], [504, 'out_of_time']),
  with_('a message that says it is packed', ['Content-Encoding', 'gzip'], [501, 'unsupported_content_encoding']),
  with_('another key in the metadata', ['Idempotency-Key', 'another-key'], [400, 'idempotency_key_mismatch']),
  bad('native gRPC', requestPayment, [415, 'unsupported_media_type'], {
    headers: [['Content-Type', 'application/grpc']],
  }),
  bad('an RPC as a form', requestPayment, [415, 'unsupported_media_type'], {
    headers: [['Content-Type', 'application/x-www-form-urlencoded']],
    body: 'a=b',
  }),

  got('a read in no form', 'message={}', [415, 'unsupported_media_type']),
  got('a read in two messages', 'encoding=json&message={}&message={}'),
  got('a read of another version', 'encoding=json&message={}&connect=v2', [400, 'unsupported_protocol']),
  got('a packed read', 'encoding=json&message={}&compression=gzip', [501, 'unsupported_content_encoding']),
  got('a read that is not base64', 'encoding=json&base64=1&message=!!', [400, 'invalid_base64']),
  got('a read without a message', 'encoding=json', [400, 'body_required']),
  got('a read of nothing', 'encoding=json&message={}', [400, 'field_required']),
  got('a read of nobody', 'encoding=json&message={"payment_id":"nobody"}'.replaceAll('"', '%22'), [
    404,
    'payment_not_found',
  ]),

  graphql('an empty query', { query: '' }, invalid),
  graphql('no query', {}, [400, 'INVALID_ARGUMENT']),
  graphql('a query that is a number', { query: 1 }, [400, 'INVALID_ARGUMENT']),
  graphql('several queries at once', '[{"query":"{__typename}"}]', [400, 'object_required']),
  graphql('half a query', { query: '{ payment(' }, invalid),
  graphql('an unknown field', { query: '{ payments { paymentId } }' }, invalid),
  graphql('a subscription', { query: 'subscription { payment }' }, invalid),
  graphql('50 levels', { query: `{ ${'payment(paymentId:"1") {'.repeat(50)}status${'}'.repeat(50)} }` }, tooMuch),
  graphql('100 aliases', { query: `{ ${aliases(30)} }` }, tooMuch),
  graphql('1,001 words', { query: `{ ${'__typename '.repeat(1_001)} }` }, invalid),
  graphql(
    'two payments with one key',
    {
      query:
        'mutation { a: createPayment(payload: {amount:"1",customer_id:"c"}) { paymentId } b: createPayment(payload: {amount:"2",customer_id:"c"}) { paymentId } }',
    },
    [200, 'idempotency_key_invalid'],
  ),
  graphql('an amount as a float', create('{amount: 10.5, customer_id: "c"}'), invalid),
  graphql('no amount', create('{customer_id: "c"}'), invalid),
  graphql('an unknown input', create('{amount: "1", customer_id: "c", status: "captured"}'), invalid),
  graphql('no customer', create('{amount: "1"}'), [200, 'field_required']),
  graphql('an unknown currency', create('{amount: "1", currency: "ZZZ", customer_id: "c"}'), [200, 'currency_invalid']),
  graphql('a card number in a string with escapes', create('{amount: "1", customer_id: "\\u0034111111111111111"}'), [
    200,
    'card_number_not_accepted',
  ]),
  bad(
    'a mutation by GET',
    'GET /graphql?query=mutation{createPayment(payload:{amount:%221%22,customer_id:%22c%22}){paymentId}}',
    [405, 'method_not_allowed'],
    {
      door: 'requestor',
      headers: [['Accept', 'application/json']],
    },
  ),
  bad('GraphQL as text', 'POST /graphql', [415, 'unsupported_media_type'], {
    door: 'requestor',
    headers: [['Content-Type', 'text/plain'], key],
    body: '{__typename}',
  }),
];
