import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gatewayProblems } from '../../generate/openapi/problems.ts';
import { methodsOf, routes, rpcRoutes } from '../../lib/routes.ts';
import { codesOf, faultsOfAnswer, rpcCodesOf } from '../support/api-schemas.ts';
import { type Provocation, provocations, type Sent, validBodies } from './provocations.ts';
import { type RefusingWorld, refusingWorld } from './refusing-world.ts';
import { rpcProvocations, rpcProvocationsByGet, validMessages } from './rpc-provocations.ts';

// Read when a handler is loaded: with it, orders that do not exist are refused.
process.env.STRICT_ORDERS = 'on';

let world: RefusingWorld;
beforeAll(async () => {
  world = await refusingWorld();
});
afterAll(() => {
  world.stop();
  delete process.env.STRICT_ORDERS;
});

/** Refusals of API Gateway, which no function can be made to give: test/lib/api-stack.test.ts reads them. */
const gatewayCodes = (hasBody: boolean) =>
  gatewayProblems.filter(({ status }) => hasBody || status !== 413).map(({ status, code }) => `${status} ${code}`);

type Request = Readonly<{ method: string; path: string; sent: Omit<Sent, 'id'> }>;

/** Sends every provocation of an operation; returns the refusals as `409 wrong_state`, each as it was to be. */
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
    : body;

function restRequest(method: string, resource: string, [name, , sent]: Provocation): Request {
  const { id = 'paid', body, ...rest } = sent;
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
    // An answer to HEAD has no body, so no code.
    methodsOf(route)
      .filter((method) => method !== 'HEAD')
      .flatMap((method) => route.paths.map((path) => ({ name: route.name, method, path }))),
  );

describe('the refusals that openapi.json lists are those that the service gives', () => {
  const rest = routes.filter((route) => !rpcRoutes.includes(route));
  it.each(operationsOf(rest))(
    '$method $path',
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
    '$method $path',
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
