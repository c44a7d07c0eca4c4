import { describe, expect, it } from 'vitest';
import { header, pathId, refuseCardNumbersIn, requestOf } from '../../src/http/request.ts';
import { proxyEvent, requestId } from '../support/event.ts';
import { refusal } from '../support/refusals.ts';

const arn = 'arn:aws:sts::123456789012:assumed-role/Billing';

describe('a header is found in whatever case it was sent', () => {
  it.each(['Idempotency-Key', 'idempotency-key', 'IDEMPOTENCY-KEY', 'iDeMpOtEnCy-kEy'])('%s', (name) => {
    const request = requestOf(proxyEvent('POST /payments', { headers: { [name]: 'k' } }));
    expect(header(request, 'idempotency-key')).toBe('k');
  });

  it('with every value, in the order they were sent, under all its spellings', () => {
    const request = requestOf(proxyEvent('POST /payments', { headers: { Prefer: ['a', 'b'], prefer: 'c' } }));
    expect(request.headers.get('prefer')).toEqual(['a', 'b', 'c']);
  });

  it('also in an event that was written by hand, without multi-value headers', () => {
    const { multiValueHeaders: _none, ...event } = proxyEvent('POST /payments', { headers: { 'X-A': 'b' } });
    expect(header(requestOf(event as never), 'x-a')).toBe('b');
  });

  it('and is nothing if it was not sent', () => {
    expect(header(requestOf(proxyEvent('GET /health')), 'prefer')).toBeUndefined();
  });
});

describe('who asks is who API Gateway says it is', () => {
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
    ['nobody', {}, 'anonymous'],
  ])('%s', (_who, identity, caller) => {
    expect(requestOf(proxyEvent('POST /payments', { identity })).caller).toBe(caller);
  });

  it('two sessions of one role are one caller', () => {
    const [one, other] = ['s1', 's2'].map((session) =>
      requestOf(proxyEvent('POST /payments', { identity: { userArn: `${arn}/${session}` } })),
    );
    expect(one?.caller).toBe(other?.caller);
  });
});

describe('the id in a path', () => {
  const idIn = (sent: string) => pathId(requestOf(proxyEvent(`GET /payments/${sent}`)), 'payment_id');

  it.each(['%', '%ZZ', '%E0%A4%A', 'a%'])('%s is not percent-encoded', (sent) => {
    expect(() => idIn(sent)).toThrow(refusal('malformed_path'));
  });

  it.each([
    ...['%00', '..%2f..', '%252e%252e', '%0d%0a', 'a;b', '1%20', '１', '%EF%BC%91', 'a.b'],
    ...['a'.repeat(65), 'PAY%231%23META', '{payment_id}', '*', '1,2'],
  ])('%s cannot be one', (sent) => {
    expect(idIn(sent)).toBeUndefined();
  });

  it.each([
    ['1', '1'],
    ['-1', '-1'],
    ['1e3', '1e3'],
    ['__proto__', '__proto__'],
    ['%31', '1'],
    ['a'.repeat(64), 'a'.repeat(64)],
  ])('%s is %s', (sent, id) => {
    expect(idIn(sent)).toBe(id);
  });

  it('is nothing where the path has none', () => {
    expect(pathId(requestOf(proxyEvent('GET /payments/1')), 'order_id')).toBeUndefined();
  });
});

describe('a card number is refused wherever it is sent', () => {
  it.each([
    ['in the path', proxyEvent('GET /payments/4111111111111111')],
    ['in a query', proxyEvent('GET /users', { query: { cursor: '4111 1111 1111 1111' } })],
    ['as a query’s name', proxyEvent('GET /users', { query: { '4111111111111111': '' } })],
    ['as an idempotency key', proxyEvent('POST /payments', { headers: { 'IDEMPOTENCY-KEY': '4111111111111111' } })],
  ])('%s', (_where, event) => {
    expect(() => refuseCardNumbersIn(requestOf(event))).toThrow(refusal('card_number_not_accepted'));
  });

  it('without being named in the refusal', () => {
    const request = requestOf(proxyEvent('GET /payments/4111111111111111'));
    expect(() => refuseCardNumbersIn(request)).toThrow(/^\D*$/);
  });
});

it('the rest is as it was sent', () => {
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
