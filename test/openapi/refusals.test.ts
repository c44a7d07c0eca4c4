import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gatewayProblems } from '../../generate/openapi/problems.ts';
import { methodsOf, routes, rpcRoutes } from '../../lib/routes.ts';
import { codesOf, faultsOfAnswer, rpcCodesOf } from '../support/api-schemas.ts';
import { type Provocation, provocations, type Sent, validBodies } from './provocations.ts';
import { type RefusingWorld, refusingWorld } from './refusing-world.ts';
import { rpcProvocations, rpcProvocationsByGet, validMessages } from './rpc-provocations.ts';

// Set before handlers are loaded: payments of orders that do not exist are refused.
process.env.STRICT_ORDERS = 'on';

let world: RefusingWorld;
beforeAll(async () => {
  world = await refusingWorld();
});
afterAll(() => {
  world.stop();
  delete process.env.STRICT_ORDERS;
});

/** Codes of API Gateway, which functions cannot produce: test/lib/api-stack.test.ts covers them. */
const gatewayCodes = (hasBody: boolean) =>
  gatewayProblems.filter(({ status }) => hasBody || status !== 413).map(({ status, code }) => `${status} ${code}`);

type Request = Readonly<{ method: string; path: string; sent: Omit<Sent, 'id'> }>;

/** Sends every provocation of an operation and returns the refusals, such as `409 wrong_state`. */
async function provoked(method: string, resource: string, all: readonly (readonly [string, Request])[]) {
  const codes = new Set<string>();
  for (const [code, { path, sent }] of all) {
    const answer = await world.send(method, path, sent);
    expect([answer.code, faultsOfAnswer(method, resource, answer)]).toEqual([code, []]);
    codes.add(`${answer.status} ${answer.code}`);
  }
  return [...codes];
}

const isFields = (body: unknown): body is object | undefined =>
  body === undefined || (typeof body === 'object' && !Buffer.isBuffer(body));

const withFreshOrder = <Body>(body: Body): Body =>
  typeof body === 'object' && body !== null && 'order_id' in body && body.order_id === ':fresh-order'
    ? { ...body, order_id: world.freshOrder() }
    : typeof body === 'object' && body !== null && 'endpoint_id' in body && body.endpoint_id === ':disabled-endpoint'
      ? { ...body, endpoint_id: world.ids.get('disabled-endpoint') }
      : body;

/** Values of path parameters that are no payment's id. */
const validIds: Readonly<Record<string, string>> = {
  'get-event': 'paid:payment.completed:0',
  'redeliver-event': 'paid:payment.completed:0',
  'get-ledger-entry': 'paid:payment.completed:0',
  'get-ledger-proof': 'paid:payment.completed:0',
  'get-ledger-seals': '2026-11-21',
  'list-ledger-entries': 'fees',
};

function restRequest(method: string, resource: string, [name, , sent]: Provocation): Request {
  const { id = validIds[name] ?? 'paid', body, ...rest } = sent;
  const path = resource.replace(/{\w+}/, world.ids.get(id) ?? id);
  const valid = validBodies[name];
  const fields = isFields(body) ? { ...valid, ...body } : body;
  const whole = valid === undefined ? body : withFreshOrder(fields);
  return { method, path, sent: { ...rest, ...(whole !== undefined && { body: whole }) } };
}

const named = (text: string) => text.replace(/":([a-z-]+)"/g, (_all, name: string) => `"${world.ids.get(name)}"`);

function rpcRequest(method: string, path: string, [name, , { body, query = [], ...rest }]: Provocation): Request {
  const message = isFields(body) ? named(JSON.stringify({ ...validMessages[name], ...body })) : body;
  if (method === 'POST')
    return { method, path, sent: { ...rest, query, ...(message !== undefined && { body: message }) } };
  return {
    method,
    path,
    sent: {
      ...rest,
      query: query.some(([name]) => name === 'encoding')
        ? query
        : [['encoding', 'json'], ['message', String(message)], ...query],
    },
  };
}

const operationsOf = (table: typeof routes) =>
  table.flatMap((route) =>
    // Responses to HEAD have no body and thus no code.
    methodsOf(route)
      .filter((method) => method !== 'HEAD')
      .flatMap((method) => route.paths.map((path) => ({ name: route.name, method, path }))),
  );

describe('openapi.json lists exactly the refusals that the service produces', () => {
  const rest = routes.filter((route) => !rpcRoutes.includes(route));
  it.each(operationsOf(rest))(
    'openapi.json lists exactly the refusals of $method $path',
    async ({ name, method, path }) => {
      const own = provocations.filter(([operation]) => operation === name);
      const codes = await provoked(
        method,
        path,
        own.map((one) => [one[1], restRequest(method, path, one)]),
      );
      expect(new Set(codesOf(method, path))).toEqual(new Set([...codes, ...gatewayCodes(name in validBodies)]));
    },
    30_000,
  );

  it.each(operationsOf(rpcRoutes))(
    'openapi.json lists exactly the refusals of RPC $method $path',
    async ({ name, method, path }) => {
      const all = method === 'POST' ? rpcProvocations : rpcProvocationsByGet;
      const codes = await provoked(
        method,
        path,
        all.filter(([operation]) => operation === name).map((one) => [one[1], rpcRequest(method, path, one)]),
      );
      expect(new Set(rpcCodesOf(method, path))).toEqual(new Set(codes));
    },
    30_000,
  );
});
