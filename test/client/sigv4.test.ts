import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { describe, expect, it } from 'vitest';
import type { HttpRequest } from '../../client/attempt.ts';
import { type Credentials, sigV4 } from '../../client/sigv4.ts';

/** As the official signer takes a hash: its own constructors differ in their types only. */
class Sha256 {
  readonly #hash;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(bytesOf(data));
  }

  async digest(): Promise<Uint8Array> {
    return new Uint8Array(this.#hash.digest());
  }

  reset(): void {}
}

function bytesOf(data: string | ArrayBuffer | ArrayBufferView): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}

const at = Date.parse('2026-11-29T12:34:56.789Z');
const temporary = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUt/K7MDENG',
  sessionToken: 'token/with+signs==',
};
const { sessionToken: _, ...permanent } = temporary;

/** The authorization of the AWS SDK's signer. */
async function official(request: HttpRequest, credentials: Credentials): Promise<string | undefined> {
  const { hostname, pathname, searchParams, host } = new URL(request.url);
  const { 'user-agent': _agent, ...headers } = request.headers;
  const signer = new SignatureV4({
    service: 'execute-api',
    region: 'eu-west-1',
    credentials: { ...credentials, sessionToken: credentials.sessionToken ?? undefined } as never,
    sha256: Sha256,
    applyChecksum: false,
  });
  const signed = await signer.sign(
    {
      method: request.method,
      protocol: 'https:',
      hostname,
      path: pathname,
      query: Object.fromEntries([...new Set(searchParams.keys())].map((name) => [name, searchParams.getAll(name)])),
      headers: { ...headers, host },
      body: request.body,
    },
    { signingDate: new Date(at) },
  );
  return signed.headers.authorization;
}

const base = 'https://abc123.execute-api.eu-west-1.amazonaws.com/production';
const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': 'order-7' };

describe('signatures of requests', () => {
  it.each<[string, HttpRequest]>([
    ['a payment', { method: 'POST', url: `${base}/v1/payments`, headers, body: '{"amount":"25.00","note":"ünïcode"}' }],
    ['a read', { method: 'GET', url: `${base}/v1/payments/p-1`, headers: {}, body: undefined }],
    [
      'an escaped path',
      { method: 'GET', url: `${base}/v1/idempotency-keys/a%2Fb%20c%27d`, headers: {}, body: undefined },
    ],
    [
      'a query',
      {
        method: 'GET',
        url: `${base}/v1/payments?status=SUCCESS&cursor=a%2Bb%2F%3D&since=2026-11-01T00%3A00`,
        headers: {},
        body: undefined,
      },
    ],
    ['spaces in a header', { method: 'POST', url: `${base}/x`, headers: { 'X-Note': ' a   b ' }, body: '' }],
    ['a port', { method: 'GET', url: 'https://localhost:8443/v1', headers: { 'user-agent': 'mine' }, body: undefined }],
  ])('equal those of the AWS SDK for %s', async (_name, request) => {
    for (const credentials of [permanent, temporary]) {
      const signed = await sigV4({ region: 'eu-west-1', credentials, now: () => at })(request);
      expect(signed.authorization).toBe(await official(request, credentials));
    }
  });

  it('are made with the credentials of the moment', async () => {
    let renewals = 0;
    const credentials = async () => ({ ...temporary, sessionToken: `session-${++renewals}` });
    const authorize = sigV4({ region: 'eu-west-1', credentials, now: () => at });
    const request: HttpRequest = { method: 'GET', url: base, headers: {}, body: undefined };
    expect([await authorize(request), await authorize(request)]).toMatchObject([
      { 'x-amz-security-token': 'session-1' },
      { 'x-amz-security-token': 'session-2' },
    ]);
  });
});
