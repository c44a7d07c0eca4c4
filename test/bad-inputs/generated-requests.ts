import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { requestorRoutes } from '../../lib/requestor.ts';
import { methodsOf, routes } from '../../lib/routes.ts';
import { fixtureNames, usedKey } from './fixtures.ts';
import type { BadInput } from './input.ts';

/** A request that may be sound, and mostly is not. What stands in braces in its path is the id of a fixture. */
export type GeneratedRequest = Omit<BadInput, 'what' | 'status' | 'code' | 'body'> &
  Readonly<{ route: string; resource: string; query: string; body: Buffer; as: 'base64' | 'text' | 'no base64' }>;

type Members = readonly (readonly [name: string, literal: string])[];
type Target = Pick<GeneratedRequest, 'door' | 'method' | 'route' | 'resource'> & Readonly<{ members: Members }>;

/** Fields of a valid request for a payment, where no event has them. */
const requestorBody = '{"amount":"12.50","currency":"USD","customer_id":"c1","payment_method":"card"}';
const graphqlBody = JSON.stringify({
  query: 'mutation ($p: PaymentInput!) { createPayment(payload: $p) { paymentId status } }',
  variables: { p: { amount: '12.50', customer_id: 'c1' } },
});
const bodyOf: Readonly<Record<string, string>> = {
  'requestor-create-payment': requestorBody,
  'requestor-graphql': graphqlBody,
};

function membersOf(route: string): Members {
  const event = route.startsWith('requestor-')
    ? { body: bodyOf[route] }
    : JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'events', `${route}.json`), 'utf8'));
  const { body, headers, isBase64Encoded } = event as {
    body?: string | null;
    headers?: Readonly<Record<string, string>>;
    isBase64Encoded?: boolean;
  };
  // A settlement report has no members: its bad rows are in test/functions/reconcile-settlement.test.ts.
  if (headers?.['Content-Type'] === 'text/csv') return [];
  const text = isBase64Encoded ? Buffer.from(body ?? '', 'base64').toString() : (body ?? '{}');
  return Object.entries(JSON.parse(text || '{}')).map(([name, value]) => [name, JSON.stringify(value)]);
}

const doors = [
  ['service', routes],
  ['requestor', requestorRoutes],
] as const;
const targets: readonly Target[] = doors.flatMap(([door, table]) =>
  // The files of a page are no part of an API.
  table
    .filter(({ name }) => name !== 'requestor-graphiql-assets')
    .flatMap((route) =>
      methodsOf(route).flatMap((method) =>
        route.paths.map((resource) => ({ door, method, route: route.name, resource, members: membersOf(route.name) })),
      ),
    ),
);
/** Operations that change something are chosen most often. */
const weighted = targets.flatMap((target) => Array.from({ length: target.method === 'POST' ? 4 : 1 }, () => target));

const texts = [
  '', ' ', '\0', '\u202e', '\ufeff', '\ud800', 'é', '😀', '１２', '__proto__', 'constructor', 'toString', '../..', "' OR 1=1", '<b>', 'trip#1', 'null', 'NaN', '-0', '1e400',
  '4111111111111111', '9'.repeat(40), 'a'.repeat(65), 'k'.repeat(256), 'x'.repeat(2_049), 'pm_declined', 'USD', 'JPY', 'usd', '2026-02-30', usedKey,
] as const; // biome-ignore format: one list
const text = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...texts) },
  { weight: 2, arbitrary: fc.string() },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
);
const literals = ['null', 'true', '0', '-0', '-1', '10', '10.5', '10.999', '0.001', '1e2', '1e400', 'NaN', '01', '9007199254740993', '1000000000000', '"\\ud800"', '{}', '[]', '[[[[[[[[[1]]]]]]]]]', '{"a":{"b":"c"}}', '{"__proto__":1}', '"all"', '"20.00"', '1250']; // biome-ignore format: one list
const literal = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...literals) },
  { weight: 3, arbitrary: text.map((value) => JSON.stringify(value)) },
  { weight: 2, arbitrary: fc.tuple(fc.integer(), fc.nat(9999)).map(([whole, part]) => `${whole}.${part}`) },
  { weight: 1, arbitrary: fc.json({ maxDepth: 4 }) },
);

const names = [...new Set(targets.flatMap(({ members }) => members.map(([name]) => name)))];
const name = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...names) }, { weight: 1, arbitrary: text });
const kind = fc.constantFrom('set', 'drop', 'add');
type Change = Readonly<{ kind: string; at: number; name: string; literal: string }>;
const change: fc.Arbitrary<Change> = fc.record({ kind, at: fc.nat(20), name, literal });

function changed(members: Members, changes: readonly Change[]): string {
  const all = [...members];
  for (const { kind, at, name, literal } of changes) {
    const index = at % Math.max(1, all.length);
    if (kind === 'add' || all.length === 0) all.push([name, literal]);
    else if (kind === 'drop') all.splice(index, 1);
    else all[index] = [all[index]?.[0] ?? name, literal];
  }
  return `{${all.map(([name, literal]) => `${JSON.stringify(name)}:${literal}`).join()}}`;
}

const framed = (bytes: Uint8Array): Buffer => {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(bytes.length, 1);
  return Buffer.concat([head, bytes]);
};
const bytes = fc.uint8Array({ maxLength: 60 }).map((array) => Buffer.from(array));
const bodyFor = ({ members }: Target): fc.Arbitrary<Buffer> => {
  const changes = fc.array(change, { maxLength: 3 }).map((list) => Buffer.from(changed(members, list)));
  const splice = fc
    .record({ at: fc.nat(400), gone: fc.nat(8), text })
    .map(({ at, gone, text }) =>
      Buffer.from(changed(members, []).slice(0, at) + text + changed(members, []).slice(at + gone)),
    );
  return fc.oneof(
    { weight: 6, arbitrary: changes },
    { weight: 2, arbitrary: splice },
    { weight: 1, arbitrary: fc.oneof(text, literal).map((value) => Buffer.from(value)) },
    { weight: 1, arbitrary: bytes },
    { weight: 1, arbitrary: fc.oneof(bytes, changes).map(framed) },
  );
};

/** As API Gateway and Node let a header through. */
const headerValue = text.map((value) => value.replace(/[^\t\x20-\x7e\x80-\xff]/g, '').trim());
const one = <Value>(often: Value, ...rarely: readonly Value[]) =>
  fc.oneof({ weight: 20, arbitrary: fc.constant(often) }, { weight: 1, arbitrary: fc.constantFrom(often, ...rarely) });
const header = (header: string, value: fc.Arbitrary<string>) => value.map((sent) => [header, sent] as const);
const mediaTypes = ['text/plain', 'application/xml', 'application/json; charset=utf-16', 'application/x-www-form-urlencoded', 'application/proto', 'application/grpc-web', 'application/grpc-web+json', 'application/grpc-web-text', 'application/grpc', '']; // biome-ignore format: one list
const contentType = header(
  'Content-Type',
  fc.oneof({ weight: 30, arbitrary: one('application/json', ...mediaTypes) }, { weight: 1, arbitrary: headerValue }),
);
const otherHeader = fc.oneof(
  {
    weight: 4,
    arbitrary: header('Idempotency-Key', fc.oneof(one('generated', usedKey, '""', 'a'.repeat(256)), headerValue)),
  },
  header('Prefer', fc.oneof(fc.constantFrom('wait=0', 'wait=99', 'wait=-1', 'wait=1e9'), headerValue)),
  header(
    'Accept',
    fc.oneof(fc.constantFrom('text/html', 'text/plain', '*/*;q=0', 'application/graphql-response+json'), headerValue),
  ),
  header('Content-Encoding', fc.oneof(fc.constantFrom('gzip', 'identity'), headerValue)),
  header('Connect-Protocol-Version', fc.oneof(fc.constantFrom('1', '2'), headerValue)),
  header('Connect-Timeout-Ms', fc.oneof(fc.constantFrom('5000', '-1', '1e3', '99999999999'), headerValue)),
  header('Grpc-Timeout', fc.oneof(fc.constantFrom('5S', '1x', '123456789S'), headerValue)),
  header('Content-Type', headerValue),
);

/** Characters of a path or query that do not make it another path. */
const encoded = (value: string) => encodeURIComponent(value.toWellFormed());
const raw = fc.constantFrom(
  '%',
  '%ZZ',
  '%E0%A4%A',
  '%00',
  '%252e',
  '..%2f..',
  'trip%231',
  'a;b',
  '-1',
  '1e3',
  '~',
  "'",
  '(x)',
);
const segment = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...fixtureNames.map((fixture) => `{${fixture}}`)) },
  { weight: 1, arbitrary: raw },
  { weight: 1, arbitrary: text.map((value) => encoded(value) || 'x') },
);
const parameters = ['limit', 'offset', 'cursor', 'status', 'method', 'trip_id', 'encoding', 'message', 'base64', 'connect', 'compression', 'query', 'variables', 'operationName']; // biome-ignore format: one list
const values = [
  '1',
  '500',
  '0',
  '-1',
  'SUCCESS',
  'CARD',
  'json',
  'proto',
  '{}',
  '%7B%22payment_id%22:%221%22%7D',
  'v1',
  'gzip',
  '%7B__typename%7D',
];
const parameter = fc.tuple(
  fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...parameters) }, { weight: 1, arbitrary: text.map(encoded) }),
  fc.oneof({ weight: 2, arbitrary: fc.constantFrom(...values) }, { weight: 1, arbitrary: text.map(encoded) }),
);

/** Any request of any route. */
export const generatedRequest: fc.Arbitrary<GeneratedRequest> = fc.constantFrom(...weighted).chain((target) =>
  fc
    .record({
      segment,
      slash: fc.constantFrom('', '/'),
      type: fc.option(contentType, { freq: 30, nil: undefined }),
      others: fc.oneof(
        { weight: 3, arbitrary: fc.constant<(readonly [string, string])[]>([]) },
        { weight: 1, arbitrary: fc.array(otherHeader, { maxLength: 3 }) },
      ),
      parameters: fc.oneof(
        { weight: target.method === 'GET' ? 2 : 0, arbitrary: fc.array(parameter, { maxLength: 4 }) },
        { weight: 1, arbitrary: fc.constant<[string, string][]>([]) },
      ),
      body: target.method === 'POST' ? bodyFor(target) : fc.constant(Buffer.alloc(0)),
      as: one<GeneratedRequest['as']>('base64', 'text', 'no base64'),
    })
    .map(({ segment, slash, type, others, parameters, body, as }) => ({
      ...target,
      path: target.resource.replace(/\{[^}]+\}/, segment) + (target.resource === '/' ? '' : slash),
      query: parameters.map(([name, value]) => `${name}=${value}`).join('&'),
      headers: [...(type === undefined ? [] : [type]), ...others],
      body,
      as,
    })),
);
