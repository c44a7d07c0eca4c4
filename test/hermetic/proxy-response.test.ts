import { describe, expect, it } from 'vitest';
import { proxyResponse } from '../../hermetic/api-gateway/proxy-response.ts';

const accepting = { accept: '*/*', binaryMediaTypes: ['*/*'] };
const answerTo = (returned: unknown, more = accepting) => proxyResponse(JSON.stringify(returned), more);
const responseTo = (returned: unknown, more = accepting) => {
  const answer = answerTo(returned, more);
  return typeof answer === 'string' ? undefined : answer;
};

describe('a proxy response', () => {
  it.each([
    ['a status alone', { statusCode: 204 }, 204],
    ['a status in a string', { statusCode: '201' }, 201],
    ['headers alone', { headers: { a: 'b' } }, 200],
    ['nothing at all', {}, 200],
    ['null headers', { statusCode: 200, headers: null, multiValueHeaders: null, body: null }, 200],
    ['a boolean header', { headers: { a: true } }, 200],
  ])('is accepted with %s', (_what, returned, status) => {
    expect(responseTo(returned)?.status).toBe(status);
  });

  it.each([
    ['an unknown key', { statusCode: 200, wrongValue: 'value' }],
    ['a string', 'justAString'],
    ['a number', 200],
    ['null', null],
    ['a list', [{ statusCode: 200 }]],
    ['a status that is not a number', { statusCode: 'test' }],
    ['an informational status', { statusCode: 100 }],
    ['a status beyond HTTP', { statusCode: 1000 }],
    ['a fraction of a status', { statusCode: 200.5 }],
    ['headers in a list', { headers: [] }],
    ['a header that is an object', { headers: { a: {} } }],
    ['a number as a header', { headers: { a: 1 } }],
    ['a multi-value header that is not a list', { multiValueHeaders: { a: 'value1' } }],
    ['a body that is an object', { body: { a: 1 } }],
    ['isBase64Encoded in a string', { body: '', isBase64Encoded: 'true' }],
    ['a header that would split the response', { headers: { a: 'b\r\nc: d' } }],
    ['a header name with a space', { headers: { 'a b': 'c' } }],
  ])('is malformed with %s', (_what, returned) => {
    expect(responseTo(returned)).toBeUndefined();
  });

  it.each([
    ['defaults to JSON', {}, { 'Content-Type': ['application/json'] }],
    [
      'keeps the function’s content type',
      { headers: { 'content-type': 'text/plain' } },
      { 'content-type': ['text/plain'] },
    ],
    ['writes a boolean as text', { headers: { a: true } }, { a: ['true'] }],
    [
      'puts multi-value headers first',
      { multiValueHeaders: { a: ['multi'] }, headers: { a: 'solo' } },
      { a: ['multi', 'solo'] },
    ],
    [
      'keeps the spelling of multi-value headers',
      { multiValueHeaders: { tesT: ['multi'] }, headers: { test: 'solo' } },
      { tesT: ['multi', 'solo'] },
    ],
    [
      'sends a value that is in both maps once',
      { multiValueHeaders: { a: ['1', '2'] }, headers: { a: '1' } },
      { a: ['1', '2'] },
    ],
    [
      'keeps cookies in separate headers',
      { multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'] } },
      { 'Set-Cookie': ['a=1', 'b=2'] },
    ],
    ['renames Server', { headers: { Server: 'me' } }, { 'x-amzn-Remapped-Server': ['me'] }],
    ['renames Content-Length', { headers: { 'content-length': '3' } }, { 'x-amzn-Remapped-content-length': ['3'] }],
  ])('%s', (_what, returned, expected) => {
    expect(Object.fromEntries(responseTo(returned)?.headers ?? [])).toMatchObject(expected);
  });

  it('drops Transfer-Encoding', () => {
    expect([...(responseTo({ headers: { 'Transfer-Encoding': 'chunked' } })?.headers.keys() ?? [])]).toEqual([
      'Content-Type',
    ]);
  });

  const encoded = Buffer.from([0, 255]).toString('base64');
  it.each([
    ['decoded for */*', '*/*', ['*/*'], true],
    ['decoded for any Accept when every type is binary', 'application/json', ['*/*'], true],
    ['decoded for an accepted binary type', 'image/png', ['image/png'], true],
    ['left as text when Accept is not binary', 'application/json', ['image/png'], false],
    ['left as text when only a later type of Accept is binary', 'text/html, image/png', ['image/png'], false],
    ['left as text without binary types', 'image/png', [], false],
  ])('has a base64 body %s', (_what, accept, binaryMediaTypes, isDecoded) => {
    const response = responseTo({ body: encoded, isBase64Encoded: true }, { accept, binaryMediaTypes });
    expect(response?.body).toEqual(isDecoded ? Buffer.from([0, 255]) : encoded);
  });

  it('does not decode a body that is not marked as base64', () => {
    expect(responseTo({ body: encoded })?.body).toBe(encoded);
  });

  it('is a configuration error if the base64 is malformed', () => {
    expect(answerTo({ body: '%%%', isBase64Encoded: true })).toBe('API_CONFIGURATION_ERROR');
  });
});
