import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { type Gateway, type GatewayOptions, startGateway } from '../../hermetic/api-gateway/gateway.ts';
import type {
  ApiDefinition,
  AppDefinition,
  GatewayResponseDefinition,
} from '../../hermetic/template/app-definition.ts';
import { eventually } from '../support/eventually.ts';
import { apiOf, Gate, route, TestFunctions } from './test-functions.ts';

const code = new TestFunctions();
const started: Gateway[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((gateway) => gateway.stop(0)));
});
afterAll(() => code.remove());

async function serve(app: AppDefinition, more: Partial<GatewayOptions> = {}): Promise<Gateway> {
  const listeners = app.apis.map(({ name }) => ({ api: name, port: 0 }));
  const gateway = await startGateway({ app, listeners, functionEnvironment: {}, ...more });
  started.push(gateway);
  return gateway;
}

const at = (gateway: Gateway, path: string, door = 0) => `http://127.0.0.1:${gateway.ports[door]}${path}`;
const ok = `exports.handler = async () => ({ body: 'ok' });`;

describe('a gateway response of the templates', () => {
  const ownOf = (own: Partial<GatewayResponseDefinition>): GatewayResponseDefinition => ({
    status: undefined,
    headers: {},
    template: undefined,
    ...own,
  });
  const template = (text: string) => ({ contentType: 'application/json', text });
  const answers = {
    throws: `exports.handler = async () => { throw new Error('secret'); };`,
    hangs: 'exports.handler = () => new Promise((r) => setTimeout(r, 9999));',
    ok,
  };
  const refused = async (gatewayResponses: ApiDefinition['gatewayResponses'], path: string, body?: Buffer) => {
    const integrationTimeoutMs = path === '/hangs' ? 100 : 60_000;
    const gateway = await serve(code.declare(answers, { gatewayResponses }), { integrationTimeoutMs });
    const response = await fetch(at(gateway, path), body && { method: 'POST', body: new Uint8Array(body) });
    return { response, text: await response.text() };
  };

  it.each([
    ['an unknown path', 'MISSING_AUTHENTICATION_TOKEN', '/nothing', undefined],
    ['a function that takes too long', 'INTEGRATION_TIMEOUT', '/hangs', undefined],
    ['a function that throws', 'INTEGRATION_FAILURE', '/throws', undefined],
    ['more than 10 MB', 'REQUEST_TOO_LARGE', '/ok', 10 * 1024 * 1024 + 1],
    ['more than Lambda takes', 'REQUEST_TOO_LARGE', '/ok', 7 * 1024 * 1024],
  ])('replaces the response to %s', async (_what, type, path, bytes) => {
    const own = ownOf({
      status: 418,
      headers: { 'Retry-After': '1' },
      template: template(
        '{"id":"$context.requestId","type":"$context.error.responseType","said":$context.error.messageString}',
      ),
    });
    const body = bytes === undefined ? undefined : Buffer.alloc(bytes);
    const { response, text } = await refused(new Map([[type, own]]), path, body);
    expect([response.status, response.headers.get('retry-after')]).toEqual([418, '1']);
    const said = JSON.parse(text);
    expect(said).toEqual({ id: response.headers.get('x-amzn-requestid'), type, said: expect.any(String) });
  });

  it.each([
    ['DEFAULT_4XX', '/nothing', 403],
    ['DEFAULT_5XX', '/throws', 502],
  ])('of type %s applies to refusals without their own, and keeps their status', async (type, path, status) => {
    const { response, text } = await refused(new Map([[type, ownOf({ template: template('{"mine":1}') })]]), path);
    expect([response.status, text]).toEqual([status, '{"mine":1}']);
  });

  it('does not change a function’s answer', async () => {
    const { response, text } = await refused(new Map([['DEFAULT_4XX', ownOf({ status: 418 })]]), '/ok');
    expect([response.status, text]).toEqual([200, 'ok']);
  });
});

describe('a throttling limit', () => {
  it('applies to each method separately', async () => {
    const gateway = await serve(code.declare({ one: ok, other: ok }, { throttle: { perSecond: 0.001, burst: 2 } }));
    const statuses = async (path: string) =>
      (await Promise.all([1, 2, 3].map(() => fetch(at(gateway, path))))).map(({ status }) => status).sort();
    expect(await statuses('/one')).toEqual([200, 200, 429]);
    expect(await statuses('/other')).toEqual([200, 200, 429]);
    expect(await (await fetch(at(gateway, '/one'))).json()).toEqual({ message: 'Too Many Requests' });
    expect((await fetch(at(gateway, '/nothing'))).status).toBe(403);
  });
});

describe('several APIs', () => {
  const two = (first: string, second = ok): AppDefinition => {
    const app = code.declare({
      first: { code: first, environment: { OTHER_URL: 'https://other.example.com/local/v1', PLAIN: 'as it is' } },
      second,
    });
    const other = { logicalId: 'Other', name: 'other', address: 'https://other.example.com/local' };
    return {
      ...app,
      apis: [apiOf([route('ANY', '/first', 'first')]), apiOf([route('ANY', '/v1/second', 'second')], other)],
    };
  };

  it('are served on their own ports only', async () => {
    const gateway = await serve(two(ok));
    const statuses = ['/first', '/v1/second'].map((path) =>
      Promise.all([0, 1].map(async (door) => (await fetch(at(gateway, path, door))).status)),
    );
    expect(await Promise.all(statuses)).toEqual([
      [200, 403],
      [403, 200],
    ]);
  });

  const calls = `exports.handler = async () => {
    const response = await fetch(process.env.OTHER_URL + '/second');
    return { body: process.env.PLAIN + ': ' + await response.text() };
  };`;

  it('reach each other by their URLs on AWS, also after a reload', async () => {
    const gateway = await serve(two(calls));
    expect(await (await fetch(at(gateway, '/first'))).text()).toBe('as it is: ok');
    await gateway.reload(two(calls, `exports.handler = async () => ({ body: 'new' });`));
    expect(await (await fetch(at(gateway, '/first'))).text()).toBe('as it is: new');
  });

  it('stay open for functions until the requests in flight are answered', async () => {
    const gate = new Gate(code);
    const logs: string[] = [];
    const patient = `exports.handler = async () => {
      ${gate.awaited};
      return { body: await (await fetch(process.env.OTHER_URL + '/second')).text() };
    };`;
    const listeners = [
      { api: 'api', port: 0 },
      { api: 'other', port: 0, forFunctions: true },
    ];
    const gateway = await serve(two(patient), { listeners, onFunctionLog: ({ text }) => logs.push(text) });
    const answer = fetch(at(gateway, '/first')).then((response) => response.text());
    await eventually(() => expect(logs).toHaveLength(1));
    const stopped = gateway.stop(60_000);
    gate.open();
    await stopped;
    expect(await answer).toBe('ok');
    await expect(fetch(at(gateway, '/v1/second', 1))).rejects.toThrow();
  });

  it('cannot be served if no template declares them', async () => {
    const app = code.declare({ ok });
    const listeners = [{ api: 'gone', port: 0 }];
    await expect(serve(app, { listeners })).rejects.toThrow('No template declares the API gone');
  });
});
