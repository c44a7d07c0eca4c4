import { describe, expect, it } from 'vitest';
import { jsonBody } from '../../src/http/body.ts';
import { requestOf } from '../../src/http/request.ts';
import { jsonHeaders, proxyEvent } from '../support/event.ts';
import { refusal } from '../support/refusals.ts';

type Headers = Readonly<Record<string, string | readonly string[]>>;
const request = (body: string, headers: Headers = jsonHeaders, isBase64Encoded = false) =>
  requestOf(proxyEvent('POST /v1/payments', { body, headers, isBase64Encoded }));
const ofType = (type: string | readonly string[]) => request('{}', { 'Content-Type': type });
const base64 = (bytes: Buffer | readonly number[]) => request(Buffer.from(bytes).toString('base64'), jsonHeaders, true);
/** A JSON object of exactly `bytes` bytes. */
const sized = (bytes: number) => `{"a": ${' '.repeat(bytes - 8)}1}`;

describe('content types and encodings of JSON bodies', () => {
  it.each([
    'application/json',
    'Application/JSON',
    'application/json; charset=utf-8',
    'application/json;charset="UTF-8"',
    'application/json ; charset=utf8 ',
    'application/vnd.payments.v1+json',
  ])('strict reading accepts content type %s', (type) => {
    expect(jsonBody(ofType(type), 'strict')).toEqual({});
  });

  it.each([
    ['nothing', undefined],
    ['a form, as curl -d does', 'application/x-www-form-urlencoded'],
    ['plain text', 'text/plain;charset=UTF-8'],
    ['JSON', 'application/json'],
  ])('lenient reading accepts %s as content type', (_what, type) => {
    expect(jsonBody(type === undefined ? request('{}', {}) : ofType(type), 'lenient')).toEqual({});
  });

  it.each([
    '',
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
    'application/jsonp',
    'application/json; charset=utf-16',
    'application/json; charset=iso-8859-1',
    'application/json, text/plain',
  ])('strict reading refuses content type %j', (type) => {
    expect(() => jsonBody(ofType(type), 'strict')).toThrow(refusal('unsupported_media_type'));
  });

  it.each(['multipart/form-data; boundary=x', 'application/xml', 'text/html', 'application/json; charset=utf-16'])(
    'lenient reading refuses content type %s',
    (type) => {
      expect(() => jsonBody(ofType(type), 'lenient')).toThrow(refusal('unsupported_media_type'));
    },
  );

  it.each(['strict', 'lenient'] as const)('%s reading refuses a request with two content types', (how) => {
    expect(() => jsonBody(ofType(['application/json', 'text/plain']), how)).toThrow(refusal('unsupported_media_type'));
  });

  it.each(['gzip', 'br', 'deflate', 'GZIP', 'identity, gzip'])(
    'a body with content encoding %s is refused',
    (encoding) => {
      const encoded = request('{}', { ...jsonHeaders, 'content-encoding': encoding });
      expect(() => jsonBody(encoded, 'lenient')).toThrow(refusal('unsupported_content_encoding'));
    },
  );

  it('content encoding identity is accepted', () => {
    expect(jsonBody(request('{}', { ...jsonHeaders, 'Content-Encoding': 'Identity' }), 'strict')).toEqual({});
  });
});

describe('the bytes of a body', () => {
  it.each([
    ['body_required', 'none', request('')],
    ['body_required', 'null', requestOf(proxyEvent('POST /v1/payments', { headers: jsonHeaders }))],
    ['byte_order_mark', 'with a byte order mark', request('\ufeff{}')],
    ['byte_order_mark', 'with a byte order mark, in base64', base64([0xef, 0xbb, 0xbf, 0x7b, 0x7d])],
    ['invalid_utf8', 'in UTF-16', base64(Buffer.from('\ufeff{}', 'utf16le'))],
    ['invalid_utf8', 'with an overlong NUL', base64([0x7b, 0xc0, 0x80, 0x7d])],
    ['invalid_utf8', 'cut off within a character', base64([0x22, 0xe2, 0x82])],
    ['invalid_utf8', 'with half of a surrogate pair', request('{"a": "\ud800"}')],
    ['invalid_base64', 'that is no base64', request('{"a": 1}', jsonHeaders, true)],
    ['invalid_base64', 'that is base64 cut off', request('e30', jsonHeaders, true)],
    ['invalid_base64', 'in the alphabet of URLs', request('eyI_IjoxfQ-=', jsonHeaders, true)],
    ['invalid_base64', 'in base64 with line breaks', request('e30=\r\n', jsonHeaders, true)],
    ['body_too_large', 'more than 65,536', request(sized(65_537))],
    ['body_too_large', 'more than 65,536, in base64', base64(Buffer.from(sized(65_537)))],
    ['body_too_large', 'more than 65,536 in fewer characters', request(`{"a":"${'é'.repeat(32_768)}"}`)],
    ['object_required', 'null', request('null')],
    ['object_required', 'an array', request('[]')],
    ['object_required', 'a string', request('"x"')],
    ['object_required', 'a number', request('10')],
    ['invalid_json', 'a form', request('order_id=1&amount=10')],
  ] as const)('a body is refused as %s: %s', (code, _what, sent) => {
    expect(() => jsonBody(sent, 'strict')).toThrow(refusal(code));
  });

  it.each([
    ['65,536', request(sized(65_536))],
    ['65,536 in base64', base64(Buffer.from(sized(65_536)))],
    ['characters of several bytes in base64', base64(Buffer.from('{"a": "é😀"}'))],
  ])('a body of %s is read', (_what, sent) => {
    expect(jsonBody(sent, 'strict')).toHaveProperty('a');
  });
});

describe('card numbers in bodies', () => {
  it.each([
    ['/order_id', '{"order_id": "4111111111111111"}'],
    ['/order_id', '{"order_id": 4111111111111111}'],
    ['/metadata/note', '{"metadata": {"note": "4111 1111 1111 1111"}}'],
    ['/a/0', '{"a": ["４１１１１１１１１１１１１１１１"]}'],
    ['/a~1b~0c', '{"a/b~c": "4111111111111111"}'],
    ['/idempotency_key', '{"idempotency_key": "4111-1111-1111-1111"}'],
    ['/', '{"4111111111111111": 1}'],
  ])('a card number is refused with its place %s, without repeating it', (field, body) => {
    expect(() => jsonBody(request(body), 'lenient')).toThrow(refusal('card_number_not_accepted', { field }));
    expect(() => jsonBody(request(body), 'lenient')).toThrow(/^\D*$/);
  });
});
