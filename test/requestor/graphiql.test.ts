import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { graphiqlAssets } from '../../doubles/requestor/graphiql-assets.ts';
import { handler as assets } from '../../functions/requestor/requestor-graphiql-assets.ts';
import { handler as graphql } from '../../functions/requestor/requestor-graphql.ts';
import { bundleGraphiql } from '../../lib/graphiql-assets.ts';
import { PaymentRpc } from '../support/payment-rpc.ts';
import { ask } from '../support/requestor.ts';

const browser = { Accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };
const get = (path: string, headers: Record<string, string>, query?: Record<string, string>) =>
  ask(graphql, new PaymentRpc(), `GET ${path}`, { headers, ...(query && { query }) });

describe('GET /graphql', () => {
  it('GET /graphql serves GraphiQL to browsers', async () => {
    const { status, headers, body } = await get('/graphql', browser);
    expect([status, headers['Content-Type'], headers['Cache-Control']]).toEqual([
      200,
      'text/html; charset=utf-8',
      'no-store',
    ]);
    expect(body).toContain('<title>GraphiQL');
  });

  it('the content security policy lets GraphiQL load and run only its own files', async () => {
    const policy = String((await get('/graphql', browser)).headers['Content-Security-Policy']);
    const [scripts = '', connections] = ['script-src', 'connect-src'].map((name) =>
      policy.split('; ').find((part) => part.startsWith(name)),
    );
    expect(policy).toMatch(/^default-src 'none'; /);
    expect(scripts).toMatch(/^script-src 'self' 'sha256-[A-Za-z0-9+/]{43}='$/);
    expect(connections).toBe("connect-src 'self'");
    expect(policy).not.toMatch(/unsafe-eval|https?:|\*/);
  });

  it.each([
    ['/graphql', 'graphql/assets/'],
    ['/graphql/', 'assets/'],
  ])('the page at %s refers to its assets by relative addresses, because of stage prefixes', async (path, folder) => {
    const { body } = await get(path, browser);
    const loaded = [...body.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address);
    expect(loaded).toEqual(['data:,', ...Object.keys(graphiqlAssets).map((name) => `${folder}${name}`)]);
  });

  it.each([
    ['to who prefers JSON', { Accept: 'application/json, text/html;q=0.5' }, undefined],
    ['to who takes anything', { Accept: '*/*' }, undefined],
    ['to who does not say', {}, undefined],
    ['if there is a query', browser, { query: '{ __typename }' }],
  ])('GET /graphql serves no page %s', async (_who, headers, query) => {
    const answer = await get('/graphql', headers as Record<string, string>, query);
    expect(answer.headers['Content-Type']).toMatch(/json/);
  });
});

describe('GET /graphql/assets/{file}', () => {
  const folder = mkdtempSync(join(tmpdir(), 'graphiql-'));
  beforeAll(async () => {
    await bundleGraphiql({ 'requestor-graphiql-assets': folder });
    vi.stubEnv('LAMBDA_TASK_ROOT', folder);
  });
  afterAll(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });
  const asset = (name: string, headers = {}) =>
    ask(assets, new PaymentRpc(), `GET /graphql/assets/${name}`, { headers });

  it.each(Object.entries(graphiqlAssets))('asset %s is %s, cacheable forever, gzipped or not', async (name, type) => {
    const [packed, plain] = [await asset(name, { 'Accept-Encoding': 'br, gzip' }), await asset(name)];
    for (const { status, headers, body } of [packed, plain]) {
      expect([status, headers['Content-Type']]).toEqual([200, type]);
      expect(headers).toMatchObject({
        'Cache-Control': 'public, max-age=31536000, immutable',
        Vary: 'Accept-Encoding',
        'X-Content-Type-Options': 'nosniff',
      });
      // Lambda’s limit for a response, which it gets as JSON.
      expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThan(6 * 1024 * 1024);
    }
    expect([packed.headers['Content-Encoding'], plain.headers['Content-Encoding']]).toEqual(['gzip', undefined]);
    expect(gunzipSync(Buffer.from(packed.body, 'base64')).equals(Buffer.from(plain.body))).toBe(true);
    expect(plain.body).toMatch(/^\/\*!\n/);
  });

  it.each(['gzip;q=0', 'identity', 'deflate'])('an asset is not gzipped for Accept-Encoding: %s', async (encoding) => {
    expect(
      (await asset('react-18.3.1.js', { 'Accept-Encoding': encoding })).headers['Content-Encoding'],
    ).toBeUndefined();
  });

  it.each(['index.js', '..%2Findex.js', 'react-18.3.1.js.gz', 'constructor', '__proto__', '%2e%2e', '%ff'])(
    'there is no asset %s',
    async (name) => {
      const { status } = await asset(name);
      expect([400, 404]).toContain(status);
    },
  );
});
