import { describe, expect, it } from 'vitest';
import { header, pathId, refuseCardNumbersIn, requestOf } from '../../src/http/request.ts';
import { proxyEvent, requestId } from '../support/event.ts';
import { refusal } from '../support/refusals.ts';

const arn = 'arn:aws:sts::123456789012:assumed-role/Billing';

describe('headers', () => {
  it.each(['Idempotency-Key', 'idempotency-key', 'IDEMPOTENCY-KEY', 'iDeMpOtEnCy-kEy'])(
    'a header sent as %s is found in any case',
    (name) => {
      const request = requestOf(proxyEvent('POST /payments', { headers: { [name]: 'k' } }));
      expect(header(request, 'idempotency-key')).toBe('k');
    },
  );

  it('a header has all its values, in order, across all spellings', () => {
    const request = requestOf(proxyEvent('POST /payments', { headers: { Prefer: ['a', 'b'], prefer: 'c' } }));
    expect(request.headers.get('prefer')).toEqual(['a', 'b', 'c']);
  });

  it('a header is found in a hand-written event without multi-value headers', () => {
    const { multiValueHeaders: _none, ...event } = proxyEvent('POST /payments', { headers: { 'X-A': 'b' } });
    expect(header(requestOf(event as never), 'x-a')).toBe('b');
  });

  it('a header that was not sent is undefined', () => {
    expect(header(requestOf(proxyEvent('GET /health')), 'prefer')).toBeUndefined();
  });
});

describe('the caller', () => {
  it.each([
    ['a role, whichever its session', { userArn: `${arn}/session-1` }, arn],
    [
      'a role in another partition',
      { userArn: 'arn:aws-cn:sts::1:assumed-role/B/s' },
      'arn:aws-cn:sts::1:assumed-role/B',
    ],
    ['a user', { userArn: 'arn:aws:iam::123456789012:user/ann' }, 'arn:aws:iam::123456789012:user/ann'],
    ['an API key', { apiKeyId: 'k7', apiKey: 'secret' }, 'api-key:k7'],
    ['a role before an API key', { userArn: `${arn}/s`, apiKeyId: 'k7' }, arn],
    ['anonymous without authentication', {}, 'anonymous'],
  ])('the caller is %s', (_who, identity, caller) => {
    expect(requestOf(proxyEvent('POST /payments', { identity })).caller).toBe(caller);
  });

  it('two sessions of one role are the same caller', () => {
    const [one, other] = ['s1', 's2'].map((session) =>
      requestOf(proxyEvent('POST /payments', { identity: { userArn: `${arn}/${session}` } })),
    );
    expect(one?.caller).toBe(other?.caller);
  });
});

describe('path ids', () => {
  const idIn = (sent: string) => pathId(requestOf(proxyEvent(`GET /payments/${sent}`)), 'payment_id');

  it.each(['%', '%ZZ', '%E0%A4%A', 'a%'])('path segment %s has invalid percent-encoding', (sent) => {
    expect(() => idIn(sent)).toThrow(refusal('malformed_path'));
  });

  it.each([
    ...['%00', '..%2f..', '%252e%252e', '%0d%0a', 'a;b', '1%20', '１', '%EF%BC%91', 'a.b'],
    ...['a'.repeat(65), 'PAY%231%23META', '{payment_id}', '*', '1,2'],
  ])('path segment %s is no valid id', (sent) => {
    expect(idIn(sent)).toBeUndefined();
  });

  it.each([
    ['1', '1'],
    ['-1', '-1'],
    ['1e3', '1e3'],
    ['__proto__', '__proto__'],
    ['%31', '1'],
    ['a'.repeat(64), 'a'.repeat(64)],
  ])('path segment %s is id %s', (sent, id) => {
    expect(idIn(sent)).toBe(id);
  });

  it('a parameter that the path does not have is undefined', () => {
    expect(pathId(requestOf(proxyEvent('GET /payments/1')), 'order_id')).toBeUndefined();
  });
});

describe('card numbers outside the body', () => {
  it.each([
    ['in the path', proxyEvent('GET /payments/4111111111111111')],
    ['in a query', proxyEvent('GET /users', { query: { cursor: '4111 1111 1111 1111' } })],
    ['as a query’s name', proxyEvent('GET /users', { query: { '4111111111111111': '' } })],
    ['as an idempotency key', proxyEvent('POST /payments', { headers: { 'IDEMPOTENCY-KEY': '4111111111111111' } })],
  ])('a card number %s is refused', (_where, event) => {
    expect(() => refuseCardNumbersIn(requestOf(event))).toThrow(refusal('card_number_not_accepted'));
  });

  it('the refusal does not repeat the card number', () => {
    const request = requestOf(proxyEvent('GET /payments/4111111111111111'));
    expect(() => refuseCardNumbersIn(request)).toThrow(/^\D*$/);
  });
});

it('a request keeps everything else as it was sent', () => {
  const event = proxyEvent('POST /api/payments/', { query: { a: ['1', '2'] }, body: '{}' });
  expect(requestOf(event)).toMatchObject({
    id: requestId,
    method: 'POST',
    path: '/api/payments/',
    query: new Map([['a', ['1', '2']]]),
    body: '{}',
    isBase64Encoded: false,
  });
});
