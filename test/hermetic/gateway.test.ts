import { once } from 'node:events';
import { request } from 'node:http';
import { connect } from 'node:net';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { type Gateway, type GatewayOptions, startGateway } from '../../hermetic/api-gateway/gateway.ts';
import type { RequestSummary } from '../../hermetic/api-gateway/gateway-request.ts';
import { type LocalAnswer, LocalRefusal } from '../../hermetic/api-gateway/local-answers.ts';
import type { ProxyEvent } from '../../hermetic/api-gateway/proxy-event.ts';
import { eventually } from '../support/eventually.ts';
import { Gate, type TestFunction, TestFunctions } from './test-functions.ts';

const code = new TestFunctions();
const started: Gateway[] = [];
const logs: string[] = [];

async function serve(
  functions: Readonly<Record<string, string | TestFunction>>,
  more: Partial<GatewayOptions> = {},
): Promise<{ gateway: Gateway; url: string }> {
  const gateway = await startGateway({
    app: code.declare(functions),
    listeners: [{ api: 'api', port: 0 }],
    functionEnvironment: {},
    onFunctionLog: ({ text }) => logs.push(text),
    ...more,
  });
  started.push(gateway);
  return { gateway, url: `http://127.0.0.1:${gateway.ports[0]}` };
}

/** Sends raw bytes and resolves with the raw answer. */
function raw(gateway: Gateway, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(gateway.ports[0] ?? 0, '127.0.0.1', () => socket.write(bytes));
    socket.setEncoding('latin1').on('data', (text) => {
      answer += text;
      if (/\r\n\r\n/.test(answer)) socket.end();
    });
    socket.on('close', () => resolve(answer)).on('error', reject);
  });
}

afterEach(async () => {
  await Promise.all(started.splice(0).map((gateway) => gateway.stop(0)));
  logs.length = 0;
});
afterAll(() => code.remove());

const local = (...answers: readonly [string, LocalAnswer][]): Partial<GatewayOptions> => ({
  localApi: { answers: new Map(answers), header: 'X-Shop' },
});

const echo = 'exports.handler = async (event) => ({ statusCode: 200, body: JSON.stringify(event) });';
const ok = `exports.handler = async () => ({ statusCode: 200, body: 'ok' });`;

describe('the gateway’s own error response', () => {
  const answers = {
    throws: `exports.handler = async () => { throw new Error('secret'); };`,
    slow: { code: 'exports.handler = () => new Promise((r) => setTimeout(r, 9999));', timeoutMs: 200 },
    hangs: 'exports.handler = () => new Promise((r) => setTimeout(r, 9999));',
    malformed: `exports.handler = async () => ({ statusCode: 200, secret: 'x' });`,
    ends: 'exports.handler = async () => process.exit(1);',
    notBase64: `exports.handler = async () => ({ body: '%', isBase64Encoded: true });`,
  };
  it.each([
    ['an unknown path', '/nothing', 403, 'Missing Authentication Token', 'MissingAuthenticationTokenException'],
    ['a function that throws', '/throws', 502, 'Internal server error', 'InternalServerErrorException'],
    ['a function that runs out of time', '/slow', 502, 'Internal server error', 'InternalServerErrorException'],
    [
      'a function that outlives the integration',
      '/hangs',
      504,
      'Endpoint request timed out',
      'InternalServerErrorException',
    ],
    ['a malformed response', '/malformed', 502, 'Internal server error', 'InternalServerErrorException'],
    ['a function that ends', '/ends', 502, 'Internal server error', 'InternalServerErrorException'],
    ['malformed base64', '/notBase64', 500, 'Internal server error', 'InternalServerErrorException'],
  ])('is sent for %s', async (_what, path, status, message, errorType) => {
    const { url } = await serve(answers, { integrationTimeoutMs: path === '/hangs' ? 100 : 60_000 });
    const response = await fetch(url + path);
    const space = status < 500 ? '' : ' ';
    expect(await response.text()).toBe(`{"message":${space}${JSON.stringify(message)}}`);
    expect(response.status).toBe(status);
    expect(response.headers.get('x-amzn-errortype')).toBe(errorType);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(response.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('leaves the cause to the log', async () => {
    const { url } = await serve(answers);
    await fetch(`${url}/malformed`);
    expect(logs.join()).toContain('Malformed Lambda proxy response');
  });
});

describe('the gateway', () => {
  it('answers with the ids of the request on every port', async () => {
    const lines: RequestSummary[] = [];
    const { gateway } = await serve(
      { echo },
      {
        listeners: [
          { api: 'api', port: 0 },
          { api: 'api', port: 0 },
        ],
        onRequest: (line) => lines.push(line),
      },
    );
    for (const port of gateway.ports) {
      const response = await fetch(`http://127.0.0.1:${port}/echo/?a=1`, { method: 'POST' });
      const event = (await response.json()) as ProxyEvent;
      expect(event).toMatchObject({ path: '/echo/', requestContext: { path: '/local/echo/', stage: 'local' } });
      expect(response.headers.get('x-amzn-requestid')).toBe(event.requestContext.requestId);
      expect(response.headers.get('x-amz-apigw-id')).toBe(event.requestContext.extendedRequestId);
      expect(response.headers.get('x-amzn-trace-id')).toBe(event.headers['X-Amzn-Trace-Id']);
    }
    const line = {
      method: 'POST',
      path: '/echo/',
      status: 200,
      ms: expect.any(Number),
      requestId: expect.any(String),
      functionName: 'shop-local-echo',
    };
    expect(lines).toEqual([line, line]);
  });

  it.each([
    ['//echo', '/echo', '/local//echo'],
    ['///echo/', '/echo/', '/local///echo/'],
  ])('serves %s as %s', async (sent, path, contextPath) => {
    const { url } = await serve({ echo });
    const event = (await (await fetch(url + sent)).json()) as ProxyEvent;
    expect(event).toMatchObject({ resource: '/echo', path, requestContext: { path: contextPath } });
  });

  const root = 'Root=1-6b014ec2-04f119349ab78e639a4a5d37';
  it.each([
    [root, /^Root=1-6b014ec2-04f119349ab78e639a4a5d37;Parent=[0-9a-f]{16};Sampled=0$/],
    [
      `${root};Parent=53995c3f42cd8ad8;Sampled=1`,
      /^Root=1-6b014ec2-04f119349ab78e639a4a5d37;Parent=53995c3f42cd8ad8;Sampled=1$/,
    ],
    ['nonsense', /^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/],
  ])('continues the trace %s', async (sent, continued) => {
    const { url } = await serve({ echo });
    const response = await fetch(`${url}/echo`, { headers: { 'X-Amzn-Trace-Id': sent } });
    const event = (await response.json()) as ProxyEvent;
    expect(event.headers['X-Amzn-Trace-Id']).toMatch(continued);
    expect(response.headers.get('x-amzn-trace-id')).toBe(event.headers['X-Amzn-Trace-Id']);
  });

  it('passes binary bodies in both directions', async () => {
    const { url } = await serve({
      bytes: `exports.handler = async ({ body, isBase64Encoded }) =>
        ({ headers: { 'content-type': 'image/png' }, body, isBase64Encoded });`,
    });
    const bytes = new Uint8Array([0, 255, 10, 13, 128]);
    const response = await fetch(`${url}/bytes`, { method: 'POST', body: bytes });
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes);
    expect(response.headers.get('content-type')).toBe('image/png');
  });

  it.each([
    ['a lone percent sign', 'GET /echo?% HTTP/1.1', 200],
    ['a malformed escape', 'GET /%ZZ HTTP/1.1', 403],
    ['half a character', 'GET /%E0%A4%A HTTP/1.1', 403],
    ['an escaped NUL', 'GET /%00 HTTP/1.1', 403],
    ['steps upwards', 'GET /../../etc/passwd HTTP/1.1', 403],
    ['a whole address', 'GET http://localhost:8000/echo?a=1 HTTP/1.1', 200],
    ['an asterisk', 'OPTIONS * HTTP/1.1', 403],
    ['two slashes', 'GET //echo HTTP/1.1', 200],
    ['two slashes within a path', 'GET /echo//a HTTP/1.1', 403],
    ['no path at all', 'GET  HTTP/1.1', 400],
    ['an unknown version', 'GET /echo HTTP/9.9', 400],
  ])('survives %s', async (_what, line, status) => {
    const { gateway } = await serve({ echo });
    expect(await raw(gateway, `${line}\r\nHost: localhost\r\nConnection: close\r\n\r\n`)).toMatch(
      `HTTP/1.1 ${status} `,
    );
  });

  it.each([
    ['two lengths', 'Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc'],
    ['a length and chunks', 'Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['a folded header', 'X-A: 1\r\n b\r\n\r\n'],
    ['a space before the colon', 'X-A : 1\r\n\r\n'],
  ])('rejects request smuggling by %s', async (_what, rest) => {
    const { gateway } = await serve({ echo });
    expect(await raw(gateway, `POST /echo HTTP/1.1\r\nHost: localhost\r\n${rest}`)).toMatch('HTTP/1.1 400 ');
  });

  it.each([
    ['more than 10 MB', 10 * 1024 * 1024 + 1, 413, 'HTTP content length exceeded 10485760 bytes.'],
    ['more than Lambda takes', 7 * 1024 * 1024, 413, '{"message":"Request Too Long"}'],
    ['4 MB', 4 * 1024 * 1024, 200, 'ok'],
  ])('answers a body of %s', async (_what, size, status, text) => {
    const { url } = await serve({ ok });
    const response = await fetch(`${url}/ok`, { method: 'POST', body: Buffer.alloc(size) });
    expect(await response.text()).toBe(text);
    expect(response.status).toBe(status);
  });

  it('refuses 10 KB of headers', async () => {
    const { gateway } = await serve({ ok });
    const headers = `GET /ok HTTP/1.1\r\nHost: localhost\r\nX-A: ${'a'.repeat(11_000)}\r\n\r\n`;
    expect(await raw(gateway, headers)).toMatch('HTTP/1.1 431 ');
  });

  it('goes on when clients disconnect', async () => {
    const gate = new Gate(code);
    const { gateway, url } = await serve({
      ok,
      slow: `exports.handler = async () => { ${gate.awaited}; return {}; };`,
    });
    const port = gateway.ports[0];
    const leave = async (path: string, length: number, begun: () => void) => {
      const left = request({ port, path, method: 'POST', headers: { 'Content-Length': length } });
      left.on('error', () => {});
      left.flushHeaders();
      await once(left, 'socket');
      await eventually(begun);
      left.destroy();
    };
    await leave('/slow', 0, () => expect(logs).toHaveLength(1));
    await leave('/ok', 10, () => {});
    gate.open();
    for (const path of ['/slow', '/ok']) expect((await fetch(`${url}${path}`)).status).toBe(200);
  });

  it('answers 300 parallel requests with 10 processes', async () => {
    const { url } = await serve({
      count: `let running = 0;
        exports.handler = async () => {
          running += 1; await new Promise((r) => setTimeout(r, 2)); running -= 1;
          return { body: process.pid + ' ' + running };
        };`,
    });
    const bodies = await Promise.all(Array.from({ length: 300 }, async () => (await fetch(`${url}/count`)).text()));
    expect(bodies.map((body) => body.split(' ')[1])).toEqual(Array(300).fill('0'));
    expect(new Set(bodies.map((body) => body.split(' ')[0])).size).toBeLessThanOrEqual(10);
  });

  it('answers every request while its code is replaced', async () => {
    const versioned = (version: number) => `exports.handler = async () => ({ body: 'version ${version}' });`;
    const { gateway, url } = await serve({ f: versioned(0) });
    const reloaded = new AbortController();
    const clients = Array.from({ length: 4 }, async () => {
      const statuses = new Set<number>();
      while (!reloaded.signal.aborted) statuses.add((await fetch(`${url}/f`)).status);
      return [...statuses];
    });
    for (const version of [1, 2, 3]) {
      await gateway.reload(code.declare({ f: versioned(version) }));
      expect(await (await fetch(`${url}/f`)).text()).toBe(`version ${version}`);
    }
    reloaded.abort();
    expect(await Promise.all(clients)).toEqual(Array(4).fill([200]));
  });

  it('answers requests in flight before it stops', async () => {
    const gate = new Gate(code);
    const { gateway, url } = await serve({
      slow: `exports.handler = async () => { ${gate.awaited}; return { body: 'done' }; };`,
    });
    const answer = fetch(`${url}/slow`).then((response) => response.text());
    await eventually(() => expect(logs).toHaveLength(1));
    const stopped = gateway.stop(60_000);
    gate.open();
    await stopped;
    expect(await answer).toBe('done');
    await expect(fetch(`${url}/slow`)).rejects.toThrow();
  });

  it('serves the runtime’s own endpoints', async () => {
    const { url } = await serve({ ok }, local(['GET /_local/environment', () => ({ stage: 'local' })]));
    expect(await (await fetch(`${url}/_local/environment`)).json()).toEqual({ stage: 'local' });
  });

  it('passes the query on to its own endpoints', async () => {
    const answer = (_body: string, query: URLSearchParams) => Object.fromEntries(query);
    const { url } = await serve({ ok }, local(['GET /_local/activity', answer]));
    const answered = async (path: string) => (await fetch(url + path)).json();
    expect(await answered('/_local/activity?after=7&x=%3D')).toEqual({ after: '7', x: '=' });
    expect(await answered('/_local/activity')).toEqual({});
  });

  it('accepts changes only with the custom header, which pages of other origins cannot send', async () => {
    const { url } = await serve({ ok }, local(['POST /_local/reset', () => ({ done: true })]));
    const status = async (init: RequestInit) => (await fetch(`${url}/_local/reset`, init)).status;
    expect(await status({ method: 'POST' })).toBe(403);
    expect(await status({ method: 'GET', headers: { 'X-Shop': 'any value' } })).toBe(403);
    expect(await status({ method: 'POST', headers: { 'X-Shop': 'any value' } })).toBe(200);
  });

  it('serves its own endpoints only under loopback names, against DNS rebinding', async () => {
    const { gateway } = await serve({ ok }, local(['GET /_local/clock', () => ({})]));
    const statusFor = async (host: string) =>
      (await raw(gateway, `GET /_local/clock HTTP/1.1\r\nHost: ${host}\r\n\r\n`)).slice(9, 12);
    expect(await statusFor('evil.example.com:8000')).toBe('403');
    expect(await statusFor('localhost.evil.example.com')).toBe('403');
    expect(await statusFor('localhost:8000')).toBe('200');
    expect(await statusFor('[::1]:8000')).toBe('200');
  });

  it('answers a refusal or an error of its own endpoints as JSON', async () => {
    const answers = local(
      ['GET /_local/refused', () => Promise.reject(new LocalRefusal(409, 'Not now.'))],
      ['GET /_local/broken', () => Promise.reject(new Error('a bug'))],
    );
    const { url } = await serve({ ok }, answers);
    const answered = async (path: string) => {
      const response = await fetch(url + path);
      return [response.status, await response.json()];
    };
    expect(await answered('/_local/refused')).toEqual([409, { error: 'Not now.' }]);
    expect(await answered('/_local/broken')).toEqual([500, { error: 'a bug' }]);
  });

  it('names a port that is taken, and opens none of the others', async () => {
    const { gateway } = await serve({ ok });
    const taken = gateway.ports[0] ?? 0;
    await expect(serve({ ok }, { listeners: [0, taken].map((port) => ({ api: 'api', port })) })).rejects.toThrow(
      `Port ${taken} is taken`,
    );
  });
});
