import { createServer, type IncomingHttpHeaders, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callerTag } from '../../tools/console/caller.ts';
import { startOperatorProxy } from '../../tools/console/operator-proxy.ts';

type Seen = Readonly<{
  method: string | undefined;
  url: string | undefined;
  headers: IncomingHttpHeaders;
  body: string;
}>;

const seen: Seen[] = [];
let stage: Server;
let proxy: Awaited<ReturnType<typeof startOperatorProxy>>;
let origin: string;
let hasExpired = false;
let caller: string | undefined = 'arn:aws:sts::111122223333:assumed-role/operator';

beforeAll(async () => {
  stage = createServer(async (incoming, outgoing) => {
    const { method, url, headers } = incoming;
    const body = Buffer.concat(await incoming.toArray()).toString();
    seen.push({ method, url, headers, body });
    outgoing.writeHead(409, { 'Content-Type': 'application/problem+json', 'Retry-After': '1', 'Set-Cookie': 'a=b' });
    outgoing.end('{"code":"idempotency_key_in_use"}');
  });
  await new Promise<void>((resolve) => stage.listen(0, '127.0.0.1', resolve));
  proxy = await startOperatorProxy({
    stage: 'production',
    api: `http://127.0.0.1:${(stage.address() as AddressInfo).port}/production`,
    region: 'eu-west-1',
    credentials: async () => {
      if (hasExpired) throw new Error('the-sso-token has expired');
      return { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'the-secret', sessionToken: 'the-token' };
    },
    caller: async () => {
      if (caller === undefined) throw new Error('STS is not there');
      return caller;
    },
    port: 0,
  });
  origin = new URL(proxy.url).origin;
});
afterAll(() => {
  proxy.close();
  stage.close();
});

/** `fetch` cannot send another Host. */
const statusWithHost = (
  host: string,
  path: string,
  headers: Record<string, string> = {},
): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    request(`${origin}${path}`, { headers: { ...headers, Host: host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });

const own = { 'X-Payment-Service': 'console' };

describe('the proxy of npm run console', () => {
  it("signs the console's request for the stage and returns its answer", async () => {
    const response = await fetch(`${origin}/v1/payments/p1/refund?x=1`, {
      method: 'POST',
      headers: { ...own, 'Content-Type': 'application/json', 'Idempotency-Key': 'console-1', Cookie: 'c=d' },
      body: '{"amount":"5.00"}',
    });
    expect([response.status, await response.text()]).toEqual([409, '{"code":"idempotency_key_in_use"}']);
    expect(response.headers.get('retry-after')).toBe('1');
    expect(response.headers.get('set-cookie')).toBe(null);
    const sent = seen.at(-1);
    expect(sent).toMatchObject({
      method: 'POST',
      url: '/production/v1/payments/p1/refund?x=1',
      body: '{"amount":"5.00"}',
    });
    expect(sent?.headers).toMatchObject({ 'idempotency-key': 'console-1', 'x-amz-security-token': 'the-token' });
    expect(sent?.headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-west-1\/execute-api\/aws4_request, /,
    );
    expect(sent?.headers.cookie).toBeUndefined();
  });

  it('says that nothing was sent, and how to go on, once the credentials have expired', async () => {
    const before = seen.length;
    hasExpired = true;
    const refused = await fetch(`${origin}/v1/payments/p1/refund`, { method: 'POST', headers: own });
    hasExpired = false;
    expect([refused.status, await refused.json()]).toEqual([
      401,
      { detail: 'Nothing was sent: your AWS credentials have expired. Log in again, and try once more.' },
    ]);
    expect(seen).toHaveLength(before);
    expect((await fetch(`${origin}/v1/payments`, { headers: own })).status).toBe(409);
  });

  describe('the key of a form', () => {
    const operator = 'arn:aws:sts::111122223333:assumed-role/operator';
    const key = `console-${callerTag(operator)}-8f14e45f-ceea-467f-9b7c-0a1b2c3d4e5f`;
    const send = async (who: string | undefined, sentKey: string) => {
      const before = seen.length;
      caller = who;
      const headers = { ...own, 'Idempotency-Key': sentKey };
      const response = await fetch(`${origin}/v1/payments/p1/refund`, { method: 'POST', headers });
      caller = operator;
      return [response.status, seen.length - before, JSON.parse(await response.text()).detail];
    };

    it('is sent by the role that began', async () => {
      expect(await send(operator, key)).toEqual([409, 1, undefined]);
    });

    it.each(['arn:aws:sts::111122223333:assumed-role/auditor', 'arn:aws:sts::444455556666:assumed-role/operator'])(
      'is not sent by %s, of whom it would be another refund',
      async (other) => {
        expect(await send(other, key)).toEqual([
          403,
          0,
          expect.stringMatching(/^Nothing was sent: .*another AWS role/),
        ]);
      },
    );

    it('is not sent as long as nobody knows as whom', async () => {
      expect(await send(undefined, key)).toEqual([503, 0, expect.stringMatching(/^Nothing was sent: AWS STS/)]);
    });

    it('is sent if an older console made it, which named nobody', async () => {
      expect((await send(operator, 'console-8f14e45f-ceea-467f-9b7c-0a1b2c3d4e5f')).slice(0, 2)).toEqual([409, 1]);
    });
  });

  it('serves the page with the name of the stage and of the caller, and its charts', async () => {
    const page = await fetch(proxy.url);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    const text = await page.text();
    const tag = callerTag('arn:aws:sts::111122223333:assumed-role/operator');
    expect(text).toContain(`<meta name="stage" content="production" data-caller="${tag}">`);
    expect((await fetch(`${proxy.url}?asset=charts`)).headers.get('content-type')).toContain('text/javascript');
  });

  it.each(['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example:80', '169.254.169.254'])(
    'signs nothing for the host %s, to which a name may have been rebound',
    async (host) => {
      const before = seen.length;
      expect(await statusWithHost(host, '/v1/payments', own)).toBe(403);
      expect(await statusWithHost(host, '/console')).toBe(403);
      expect(seen).toHaveLength(before);
    },
  );

  it.each([
    ['GET', '/v1/payments', {}, 403],
    ['POST', '/v1/payments/p1/refund', { 'Content-Type': 'text/plain' }, 403],
    ['OPTIONS', '/v1/payments', own, 404],
    ['GET', '/users/1', own, 404],
    ['GET', '/_local/clock', own, 404],
    ['GET', '/v2/v1/payments', own, 404],
  ])('does not sign %s %s with the headers %j', async (method, path, headers, status) => {
    const before = seen.length;
    expect((await fetch(origin + path, { method, headers: headers as Record<string, string> })).status).toBe(status);
    expect(seen).toHaveLength(before);
  });
});
