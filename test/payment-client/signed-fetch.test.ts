import { createHash, createHmac } from 'node:crypto';
import { createClient } from '@connectrpc/connect';
import { SignatureV4 } from '@smithy/signature-v4';
import { describe, expect, it } from 'vitest';
import { transportFor } from '../../doubles/payment-client/transport.ts';
import { PaymentService } from '../../generated/proto/payments/v1/payments_pb.ts';

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const api = 'https://a1b2c3.execute-api.eu-central-1.amazonaws.com/production';

/** Hash function for the SDK’s signer. */
class Sha256 {
  readonly #hash;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    const key = typeof secret === 'string' ? secret : secret && new Uint8Array(secret as ArrayBuffer);
    this.#hash = key === undefined ? createHash('sha256') : createHmac('sha256', key);
  }
  update(bytes: Uint8Array) {
    this.#hash.update(bytes);
  }
  async digest() {
    return new Uint8Array(this.#hash.digest());
  }
}

/** Captures the request of a call. */
async function requestOf(paymentId: string, url = api, sessionToken?: string): Promise<Request & { sent: string }> {
  const requests: (Request & { sent: string })[] = [];
  const transport = transportFor(url, {
    signed: true,
    credentials: async () => ({ ...credentials, ...(sessionToken !== undefined && { sessionToken }) }),
    async fetch(input, init) {
      const sent = init?.body ? Buffer.from(init.body as Uint8Array).toString() : '';
      requests.push(Object.assign(new Request(input, init), { sent }));
      return Response.json({});
    },
  });
  const client = createClient(PaymentService, transport);
  if (paymentId === '') await client.requestPayment({ orderId: 'né ✓+/ &=', amountMinor: 1n }, { timeoutMs: 5_000 });
  else await client.getPayment({ paymentId }, { headers: { 'idempotency-key': 'a  b', traceparent: '00-1-2-01' } });
  const [request] = requests;
  if (request === undefined) throw new Error('nothing was sent');
  return request;
}

/** The SDK’s signature of the same request. */
async function expected(request: Request & { sent: string }, region: string, sessionToken?: string): Promise<string> {
  const url = new URL(request.url);
  const [, scope = ''] = /SignedHeaders=([^,]+)/.exec(request.headers.get('authorization') ?? '') ?? [];
  const names = scope.split(';').filter((name) => name !== 'host');
  const headers = Object.fromEntries(names.map((name) => [name, request.headers.get(name) ?? '']));
  const signer = new SignatureV4({
    credentials: { ...credentials, ...(sessionToken !== undefined && { sessionToken }) },
    region,
    service: 'execute-api',
    sha256: Sha256,
    applyChecksum: false,
  });
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(request.headers.get('x-amz-date') ?? '') ?? [];
  const signingDate = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  const signed = await signer.sign(
    {
      method: request.method,
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: { ...headers, host: url.host },
      body: request.sent,
    },
    { signingDate, signableHeaders: new Set(['host', ...names]), unsignableHeaders: new Set() },
  );
  return String(signed.headers.authorization);
}

describe('a signed request', () => {
  it.each([
    ['a POST', ''],
    ['a GET', 'p-1'],
    ['a GET of what must be escaped', 'né ✓ +/&=?%"(*)!\'~'],
  ])('the signature equals that of the AWS SDK: %s', async (_, paymentId) => {
    const request = await requestOf(paymentId);
    expect(request.headers.get('authorization')).toContain('/eu-central-1/execute-api/aws4_request');
    expect(request.headers.get('authorization')).toBe(await expected(request, 'eu-central-1'));
  });

  it('a signed request carries the session token of a role', async () => {
    const request = await requestOf('p-1', api, 'session');
    expect(request.headers.get('x-amz-security-token')).toBe('session');
    expect(request.headers.get('authorization')).toBe(await expected(request, 'eu-central-1', 'session'));
  });

  it('behind a custom domain, the signature uses the region of the environment', async () => {
    const request = await requestOf('p-1', 'https://api.example.com');
    expect(request.headers.get('authorization')).toBe(await expected(request, 'eu-west-1'));
  });

  it('credentials are fetched for each request, so that they may be renewed', async () => {
    let taken = 0;
    const transport = transportFor(api, {
      signed: true,
      credentials: async () => {
        taken += 1;
        return credentials;
      },
      fetch: async () => Response.json({}),
    });
    const client = createClient(PaymentService, transport);
    await client.health({});
    await client.health({});
    expect(taken).toBe(2);
  });
});
