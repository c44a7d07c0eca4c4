import { describe, expect, it } from 'vitest';
import { type GatewayRequest, proxyEvent } from '../../hermetic/api-gateway/proxy-event.ts';
import { apiOf, route } from './test-functions.ts';

const request: GatewayRequest = {
  requestId: 'b5b2cb56-2a1b-4d5c-9d6f-0d7a7c1d9f00',
  extendedRequestId: 'AbCdEfGhIjKlMnO=',
  receivedAt: new Date('2026-11-21T07:45:01.250Z'),
  method: 'POST',
  path: '/payments/7/',
  sentPath: '/payments/7/',
  query: '',
  rawHeaders: ['Host', 'localhost:8000', 'User-Agent', 'curl/8'],
  httpVersion: '1.1',
  sourceIp: '127.0.0.1',
  port: 8000,
  traceId: 'Root=1-6b014ec2-04f119349ab78e639a4a5d37',
  body: Buffer.alloc(0),
};

function eventOf(changes: Partial<GatewayRequest> = {}, binaryMediaTypes: readonly string[] = ['*/*']) {
  const api = apiOf([route('POST', '/payments/{payment_id}')], { binaryMediaTypes });
  const matched = { api, route: route('POST', '/payments/{payment_id}', 'F'), pathParameters: { payment_id: '7' } };
  return proxyEvent({ ...request, ...changes }, matched);
}

describe('a proxy event', () => {
  it('has every key of payload format 1.0, and null for what is absent', () => {
    expect(eventOf()).toEqual({
      resource: '/payments/{payment_id}',
      path: '/payments/7/',
      httpMethod: 'POST',
      headers: {
        Host: 'localhost:8000',
        'User-Agent': 'curl/8',
        'X-Amzn-Trace-Id': request.traceId,
        'X-Forwarded-For': '127.0.0.1',
        'X-Forwarded-Port': '8000',
        'X-Forwarded-Proto': 'http',
      },
      multiValueHeaders: {
        Host: ['localhost:8000'],
        'User-Agent': ['curl/8'],
        'X-Amzn-Trace-Id': [request.traceId],
        'X-Forwarded-For': ['127.0.0.1'],
        'X-Forwarded-Port': ['8000'],
        'X-Forwarded-Proto': ['http'],
      },
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      pathParameters: { payment_id: '7' },
      stageVariables: null,
      requestContext: {
        accountId: '000000000000',
        apiId: expect.stringMatching(/^[a-z0-9]{10}$/),
        deploymentId: expect.stringMatching(/^[a-z0-9]{6}$/),
        domainName: 'localhost',
        domainPrefix: 'localhost',
        extendedRequestId: request.extendedRequestId,
        httpMethod: 'POST',
        identity: {
          accessKey: null,
          accountId: null,
          caller: null,
          cognitoAuthenticationProvider: null,
          cognitoAuthenticationType: null,
          cognitoIdentityId: null,
          cognitoIdentityPoolId: null,
          principalOrgId: null,
          sourceIp: '127.0.0.1',
          user: null,
          userAgent: 'curl/8',
          userArn: null,
        },
        path: '/local/payments/7/',
        protocol: 'HTTP/1.1',
        requestId: request.requestId,
        requestTime: '21/Nov/2026:07:45:01 +0000',
        requestTimeEpoch: 1795247101250,
        resourceId: 'abc123',
        resourcePath: '/payments/{payment_id}',
        stage: 'local',
      },
      body: null,
      isBase64Encoded: false,
    });
  });

  it.each([
    ['is decoded', 'email=a%2Bb%40c', { email: 'a+b@c' }],
    ['decodes plus signs as spaces', 'name=foo+bar', { name: 'foo bar' }],
    ['keeps the last of several values', 'price=10&price=20&price=30', { price: '30' }],
    ['may have no value', 'a&b=', { a: '', b: '' }],
    ['may contain equals signs and slashes', 'url=https://x/?a=b', { url: 'https://x/?a=b' }],
    ['is case-sensitive', 'a=1&A=2', { a: '1', A: '2' }],
    ['may be malformed', 'a=%ZZ&b=%', { a: '%ZZ', b: '%' }],
    ['may contain the name __proto__', '__proto__=1', JSON.parse('{"__proto__":"1"}')],
  ])('has a query that %s', (_what, query, expected) => {
    expect(eventOf({ query }).queryStringParameters).toEqual(expected);
  });

  it('keeps every value of a query in the multi-value map', () => {
    const { multiValueQueryStringParameters } = eventOf({ query: 'price=10&price=20&x=1' });
    expect(multiValueQueryStringParameters).toEqual({ price: ['10', '20'], x: ['1'] });
  });

  it.each([
    ['keeps the case of a name', ['tEsT-HEADeR', 'aValUE'], { 'tEsT-HEADeR': ['aValUE'] }],
    ['capitalises Authorization', ['authorization', 'a'], { Authorization: ['a'] }],
    ['merges names that differ only in case', ['X-A', '1', 'x-a', '2'], { 'X-A': ['1', '2'] }],
    [
      'appends the client to X-Forwarded-For',
      ['x-forwarded-for', '1.2.3.4'],
      { 'X-Forwarded-For': ['1.2.3.4, 127.0.0.1'] },
    ],
    ['overwrites X-Forwarded-Proto', ['x-forwarded-proto', 'gopher'], { 'X-Forwarded-Proto': ['http'] }],
    ['keeps a header named __proto__', ['__proto__', '1'], JSON.parse('{"__proto__":["1"]}')],
  ])('%s', (_what, rawHeaders, expected) => {
    expect(eventOf({ rawHeaders }).multiValueHeaders).toMatchObject(expected);
  });

  it('keeps the last value of a header in the single map', () => {
    expect(eventOf({ rawHeaders: ['X-A', '1', 'X-A', '2'] }).headers).toMatchObject({ 'X-A': '2' });
  });

  it.each([
    'Connection',
    'Content-Length',
    'Content-MD5',
    'Expect',
    'Max-Forwards',
    'Proxy-Authenticate',
    'Server',
    'TE',
    'Transfer-Encoding',
    'Trailer',
    'Upgrade',
    'WWW-Authenticate',
  ])('lacks the header %s', (name) => {
    expect(Object.keys(eventOf({ rawHeaders: [name, 'x'] }).headers)).not.toContain(name);
  });

  const body = Buffer.from('{"ä":1}');
  it.each([
    ['base64 of any type for */*', 'application/json', ['*/*'], true],
    ['base64 for a type with parameters', 'image/png; q=1', ['image/png'], true],
    ['base64 for a wildcard subtype', 'IMAGE/PNG', ['image/*'], true],
    ['text for a type that is not binary', 'application/json', ['image/png'], false],
    ['text where no type is binary', 'image/png', [], false],
  ])('has a body in %s', (_what, type, types, isBase64Encoded) => {
    const event = eventOf({ body, rawHeaders: ['content-type', type] }, types);
    expect(event).toMatchObject({ isBase64Encoded, body: body.toString(isBase64Encoded ? 'base64' : 'utf8') });
  });

  it('treats a body without a Content-Type as JSON', () => {
    expect(eventOf({ body, rawHeaders: [] }, ['application/json']).isBase64Encoded).toBe(true);
  });
});
