import { type BadInput, bad, json, key } from './input.ts';

type Body = readonly [what: string, body: string | Buffer, code: string, status?: number];

const sound = '"amount":"12.50"';
const bytes = (...parts: readonly (string | number)[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.of(part))));
const members = (count: number) => Array.from({ length: count }, (_, index) => `"m${index}":1`).join();
const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

/** Bodies that the JSON reader itself refuses. */
const unread: readonly Body[] = [
  ['no body', '', 'body_required'],
  ['nothing but space', '  \n', 'invalid_json'],
  ['text', 'amount is ten', 'invalid_json'],
  ['half an object', `{${sound}`, 'invalid_json'],
  ['half a string', '{"amount":"12.5', 'invalid_json'],
  ['a string that ends with its escape', '{"amount":"\\', 'invalid_json'],
  ['a comma too many', `{${sound},}`, 'invalid_json'],
  ['a comma too few', `{${sound} "currency":"USD"}`, 'invalid_json'],
  ['two documents', `{${sound}}{${sound}}`, 'invalid_json'],
  ['a comment', `{${sound}/* ten */}`, 'invalid_json'],
  ['single quotes', "{'amount':'12.50'}", 'invalid_json'],
  ['names without quotes', '{amount:"12.50"}', 'invalid_json'],
  ['a tab within a string', '{"amount":"12\t.50"}', 'invalid_json'],
  ['a line end within a string', '{"amount":"12\n.50"}', 'invalid_json'],
  ['an escape that is none', '{"amount":"12\\x.50"}', 'invalid_json'],
  ['half of a Unicode escape', '{"amount":"\\u12"}', 'invalid_json'],
  ['a null byte at the end', `{${sound}}\0`, 'invalid_json'],
  ['undefined', '{"amount":undefined}', 'invalid_json'],
  ['True', '{"amount":True}', 'invalid_json'],
  ['null for a body', 'null', 'object_required'],
  ['a list for a body', `[{${sound}}]`, 'object_required'],
  ['a string for a body', '"x"', 'object_required'],
  ['a number for a body', '10', 'object_required'],
  ['true for a body', 'true', 'object_required'],
  ['a key twice', `{${sound},"amount":"1.00"}`, 'duplicate_key'],
  ['a key twice, once with an escape', `{${sound},"\\u0061mount":"1.00"}`, 'duplicate_key'],
  ['a key twice, further in', `{${sound},"metadata":{"a":"1","a":"2"}}`, 'duplicate_key'],
  ['__proto__ for a key', `{${sound},"__proto__":{"status":"completed"}}`, 'forbidden_key'],
  ['__proto__ with an escape', `{${sound},"\\u005f_proto__":{}}`, 'forbidden_key'],
  ['constructor and prototype', `{${sound},"constructor":{"prototype":{"admin":true}}}`, 'forbidden_key'],
  ['a byte order mark', bytes(0xef, 0xbb, 0xbf, `{${sound}}`), 'byte_order_mark'],
  ['UTF-16', Buffer.from(`\uFEFF{${sound}}`, 'utf16le'), 'invalid_utf8'],
  ['Latin-1', Buffer.from(`{${sound},"method":"\xe9"}`, 'latin1'), 'invalid_utf8'],
  ['an overlong null byte', bytes('{"amount":"', 0xc0, 0x80, '"}'), 'invalid_utf8'],
  ['half a character', bytes(`{${sound},"method":"`, 0xe2, 0x82, '"}'), 'invalid_utf8'],
  ['a surrogate as three bytes', bytes(`{${sound},"method":"`, 0xed, 0xa0, 0x80, '"}'), 'invalid_utf8'],
  ['half a surrogate pair', `{${sound},"method":"\\ud800"}`, 'invalid_unicode'],
  ['the other half', `{${sound},"method":"\\udc00x"}`, 'invalid_unicode'],
  ['nine levels', `{${sound},"a":${nested(8)}}`, 'too_deep'],
  ['20,000 levels', '['.repeat(20_000), 'too_deep'],
  ['20,000 levels of objects', nested(9_000), 'too_deep'],
  ['129 keys', `{${members(129)}}`, 'too_many_keys'],
  ['129 items', `{"a":[${'1,'.repeat(128)}1]}`, 'too_many_keys'],
  ['3,000 characters in a string', `{${sound},"method":"${'a'.repeat(3_000)}"}`, 'string_too_long'],
  ['3,000 characters in a key', `{${sound},"${'a'.repeat(3_000)}":1}`, 'string_too_long'],
  ['64 KiB and a byte', `{${sound}}`.padEnd(65_537), 'body_too_large', 413],
  ['a card number', `{${sound},"order_id":"4111111111111111"}`, 'card_number_not_accepted'],
  ['a card number in groups', `{${sound},"metadata":{"note":"4111 1111 1111 1111"}}`, 'card_number_not_accepted'],
  ['a card number in wide digits', `{${sound},"x":"４１１１１１１１１１１１１１１１"}`, 'card_number_not_accepted'],
  ['a card number as a number', `{${sound},"card":5555555555554444}`, 'card_number_not_accepted'],
  ['a card number for a name', `{${sound},"metadata":{"378282246310005":"x"}}`, 'card_number_not_accepted'],
  ['a card number with escapes', `{${sound},"x":"\\u0034111111111111111"}`, 'card_number_not_accepted'],
];

const readers = [
  ['a payment', 'POST /v1/payments', 'service'],
  ['an order', 'POST /api/payments/', 'service'],
  ['a trip', 'POST /v1/payments/charge', 'service'],
  ['a user', 'POST /users/', 'service'],
  ['a customer', 'POST /payment.v1.PaymentService/CreatePayment', 'service'],
  ['the requestor', 'POST /api/payments', 'requestor'],
] as const;

/** Valid JSON that the contract of payments refuses. */
const unfit: readonly Body[] = [
  ['an unknown field', `{${sound},"note":"x"}`, 'unknown_field'],
  ['a status', `{${sound},"status":"completed"}`, 'unknown_field'],
  ['a refunded amount', `{${sound},"refunded_amount":0}`, 'unknown_field'],
  ['a tenant', `{${sound},"tenant_id":"other"}`, 'unknown_field'],
  ['a security code', `{${sound},"cvc":"123"}`, 'unknown_field'],
  ['a field in capitals', `{${sound},"Currency":"USD"}`, 'unknown_field'],
  ['no amount', '{"currency":"USD"}', 'amount_required'],
  ['an unknown method', `{${sound},"method":"cheque"}`, 'field_invalid'],
  ['a method that is no text', `{${sound},"method":["card"]}`, 'field_invalid'],
  ['a token with a space', `{${sound},"payment_method":"pm x"}`, 'field_invalid'],
  ['an empty token', `{${sound},"payment_method":""}`, 'field_invalid'],
  ['a capture that is text', `{${sound},"capture":"false"}`, 'field_invalid'],
  ['a capture that is a number', `{${sound},"capture":0}`, 'field_invalid'],
  ['a capture that is null', `{${sound},"capture":null}`, 'field_invalid'],
  ['a key that is a number', `{${sound},"idempotency_key":12345678}`, 'field_invalid'],
  ['metadata that are text', `{${sound},"metadata":"x"}`, 'metadata_invalid'],
  ['metadata that are a list', `{${sound},"metadata":["x"]}`, 'metadata_invalid'],
  ['metadata with a number', `{${sound},"metadata":{"a":1}}`, 'metadata_invalid'],
  ['metadata with an object', `{${sound},"metadata":{"a":{"b":"c"}}}`, 'metadata_invalid'],
  ['metadata without a name', `{${sound},"metadata":{"":"x"}}`, 'metadata_invalid'],
  ['metadata with a long name', `{${sound},"metadata":{"${'n'.repeat(41)}":"x"}}`, 'metadata_invalid'],
  ['metadata of 501 characters', `{${sound},"metadata":{"a":"${'x'.repeat(501)}"}}`, 'metadata_invalid'],
  ['51 metadata', `{${sound},"metadata":{${members(51).replaceAll(':1', ':"1"')}}}`, 'metadata_invalid'],
];

const currencies = [
  '"usd"',
  '"US"',
  '"USDD"',
  '"ＵＳＤ"',
  '"XXX"',
  '"XAU"',
  '"840"',
  '""',
  '["USD"]',
  '"USD\\u0000"',
  '840',
  '"toString"',
];

const ids = [
  '""',
  '" "',
  '"a b"',
  '"a/b"',
  '"a.b"',
  '"é"',
  '"😀"',
  '"a\\u0000"',
  '"a\\u202eb"',
  '"a\\u200bb"',
  `"${'a'.repeat(65)}"`,
  '{}',
  '[]',
  'true',
  '-1',
  '1.5',
  '1e3',
  '01e1',
  '"trip#1"',
];

export const bodies: readonly BadInput[] = [
  ...unread.flatMap(([what, body, code, status = 400]) =>
    readers.map(([reader, request, door]) => {
      const isRpc = request.includes('PaymentService');
      const answer = [isRpc && status === 413 ? 429 : status, code] as const;
      return bad(`${what} for ${reader}`, request, answer, { door, headers: [json, key], body });
    }),
  ),
  ...unfit.map(([what, body, code]) => bad(what, 'POST /v1/payments', [400, code], { headers: [json, key], body })),
  ...currencies.flatMap((currency) => [
    bad(`the currency ${currency}`, 'POST /v1/payments', [400, 'currency_invalid'], {
      headers: [json, key],
      body: `{${sound},"currency":${currency}}`,
    }),
    bad(`the currency ${currency} of an order`, 'POST /payments/', [400, 'currency_invalid'], {
      headers: [json],
      body: `{"order_id":"bad-input",${sound},"currency":${currency}}`,
    }),
  ]),
  ...ids.flatMap((id) => {
    const code = id.startsWith('01') ? 'invalid_json' : 'id_invalid';
    return ['order_id', 'trip_id', 'customer_id'].map((field) =>
      bad(`the ${field} ${id}`, 'POST /v1/payments', [400, code], {
        headers: [json, key],
        body: `{${sound},"${field}":${id}}`,
      }),
    );
  }),
];
