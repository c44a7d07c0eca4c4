import { type BadInput, bad, json, key } from './input.ts';

const body = '{"amount":"12.50"}';
const typed = (what: string, type: string) =>
  bad(what, 'POST /v1/payments', [415, 'unsupported_media_type'], { headers: [['Content-Type', type], key], body });
const encoded = (encoding: string) =>
  bad(`a body in ${encoding}`, 'POST /v1/payments', [415, 'unsupported_content_encoding'], {
    headers: [json, key, ['Content-Encoding', encoding]],
    body,
  });
const keyed = (what: string, keys: readonly string[], code = 'idempotency_key_invalid') =>
  bad(what, 'POST /v1/payments', [400, code], {
    headers: [json, ...keys.map((value) => ['Idempotency-Key', value] as const)],
    body,
  });
const found = (what: string, path: string, code = 'payment_not_found', status = 404) =>
  bad(what, `GET ${path}`, [status, code]);
const asked = (what: string, query: string) => bad(what, `GET /v1/payments?${query}`, [400, 'query_invalid']);
const listed = (what: string, query: string) => bad(what, `GET /users/?${query}`, [400, 'query_invalid']);

/** Requests with a wrong header, path or query. */
export const transport: readonly BadInput[] = [
  bad('no media type', 'POST /v1/payments', [415, 'unsupported_media_type'], { headers: [key], body }),
  typed('text', 'text/plain'),
  typed('a form', 'application/x-www-form-urlencoded'),
  typed('a form of parts', 'multipart/form-data; boundary=x'),
  typed('XML', 'application/xml'),
  typed('a script', 'application/javascript'),
  typed('UTF-16', 'application/json; charset=utf-16'),
  typed('Latin-1', 'application/json; charset=iso-8859-1'),
  typed('two types in one', 'application/json, text/plain'),
  typed('JSON and more', 'application/json; boundary=x'),
  bad('two media types', 'POST /v1/payments', [415, 'unsupported_media_type'], {
    headers: [json, ['content-type', 'text/plain'], key],
    body,
  }),
  ...['gzip', 'br', 'deflate', 'zstd', 'gzip, gzip'].map(encoded),

  keyed('an empty key', ['']),
  keyed('a key of space in quotes', ['"   "']),
  keyed('a key with space around it in quotes', ['" a"']),
  keyed('a key of 256 characters', ['k'.repeat(256)]),
  keyed('a key with a tab', ['a\tb']),
  keyed('a key in Latin-1', ['cl\xe9']),
  keyed('two keys', ['one', 'two'], 'idempotency_key_repeated'),
  keyed('two keys in one line', ['one, two'], 'idempotency_key_repeated'),
  keyed('two keys in quotes', ['"one", "two"'], 'idempotency_key_repeated'),
  keyed('a key with a comma but no quotes', ['order,5'], 'idempotency_key_repeated'),
  keyed('a key without its last quote', ['"one']),
  keyed('a key with a parameter', ['"one";a=1']),
  keyed('a key with a quote in its quotes', ['"o"ne"']),
  keyed('a card number for a key', ['4111111111111111'], 'card_number_not_accepted'),
  bad('two keys that differ, one in the body', 'POST /v1/payments', [400, 'idempotency_key_mismatch'], {
    headers: [json, key],
    body: '{"amount":"12.50","idempotency_key":"another"}',
  }),
  ...['""', '" a"', '"a\\u0000"', '"é"', `"${'k'.repeat(256)}"`].map((value) =>
    bad(`the key ${value.slice(0, 12)} in the body`, 'POST /v1/payments', [400, 'idempotency_key_invalid'], {
      headers: [json],
      body: `{"amount":"12.50","idempotency_key":${value}}`,
    }),
  ),

  found('% for an id', '/v1/payments/%', 'malformed_path', 400),
  found('%ZZ for an id', '/v1/payments/%ZZ', 'malformed_path', 400),
  found('half a character for an id', '/v1/payments/%E0%A4%A', 'malformed_path', 400),
  found('half a character in an order', '/api/payments/%E0%A4', 'malformed_path', 400),
  found('a null byte for an id', '/v1/payments/%00'),
  found('slashes for an id', '/v1/payments/..%2f..'),
  found('dots encoded twice', '/v1/payments/%252e%252e'),
  found('65 characters for an id', `/v1/payments/${'a'.repeat(65)}`),
  found('a line end for an id', '/v1/payments/a%0d%0ab'),
  found('a semicolon in an id', '/v1/payments/a;b=c'),
  found('__proto__ for an id', '/v1/payments/__proto__'),
  found('-1 for an id', '/v1/payments/-1'),
  found('1e3 for an id', '/v1/payments/1e3'),
  found('a wide digit for an id', '/v1/payments/%EF%BC%91'),
  found('the key of another item', '/v1/payments/trip%231'),
  found('the key of another item, for an order payment', '/payments/trip%231'),
  found('the key of another item, for a timeline', '/v1/payments/trip%231/timeline'),
  found('the key of another item, for a receipt', '/v1/payments/trip%231/receipt'),
  found('an unknown order', '/orders/nobody/', 'order_not_found'),
  found('an unknown refund', '/v1/refunds/nothing', 'refund_not_found'),
  found('an unknown event', '/v1/events/__proto__', 'event_not_found'),
  found('an unknown user', '/users/__proto__/', 'user_not_found'),
  found('an order that nobody paid', '/api/payments/nobody/'),
  found('a card number in the path', '/v1/payments/4111111111111111', 'card_number_not_accepted', 400),
  found('a card number in the query', '/v1/payments/x?note=4111111111111111', 'card_number_not_accepted', 400),
  found('a card number for a key', '/v1/idempotency-keys/4111111111111111', 'card_number_not_accepted', 400),
  found('a key with a line end', '/v1/idempotency-keys/a%0ab', 'idempotency_key_invalid', 400),
  found('a key of 256 characters', `/v1/idempotency-keys/${'k'.repeat(256)}`, 'idempotency_key_invalid', 400),
  bad('a refund of the key of another item', 'POST /v1/payments/trip%231/refund', [404, 'payment_not_found']),
  bad('a capture of the key of another item', 'POST /v1/payments/trip%231/capture', [404, 'payment_not_found']),

  ...['0', '-1', '501', '1e9', '10abc', '', '1.5', '%EF%BC%91', '00', '+1', '0x10', '99999999999999999999'].flatMap(
    (limit) => [asked(`limit=${limit}`, `limit=${limit}`), listed(`limit=${limit} of users`, `limit=${limit}`)],
  ),
  ...['-1', '10001', '1e3', 'x'].map((offset) => asked(`offset=${offset}`, `offset=${offset}`)),
  asked('limit twice', 'limit=1&limit=2'),
  asked('a cursor that is none', 'cursor=abc'),
  asked('an empty cursor', 'cursor='),
  asked('a cursor of another maker', `cursor=${Buffer.from(`${'s'.repeat(16)}2026#1`).toString('base64url')}`),
  asked('a cursor and an offset', 'cursor=abc&offset=1'),
  asked('an unknown status', 'status=PAID'),
  asked('a status by its inner name', 'status=completed'),
  asked('__proto__ for a status', 'status=__proto__'),
  asked('toString for a status', 'status=toString'),
  asked('an unknown method', 'method=CHEQUE'),
  asked('a trip that cannot be', 'trip_id=a%2Fb'),
  asked('an unknown parameter', 'page=2'),
  asked('__proto__ for a parameter', '__proto__=1'),
  listed('an unknown parameter of users', 'offset=1'),
  listed('a cursor of users that is none', 'cursor=abc'),
  listed('limit of users twice', 'limit=1&limit=1'),
];
