import { connect } from 'node:net';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { region } from '../../hermetic/template/physical-ids.ts';
import { stageTables } from '../../lib/table-name.ts';
import { type Environment, startEnvironment } from '../../tools/start/environment.ts';

let environment: Environment;
let dynamo: DynamoDBClient;
beforeAll(async () => {
  environment = await startEnvironment({ ports: [0] });
  // Events of the seeded payments come by the stream.
  await environment.caughtUp();
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  dynamo = new DynamoDBClient({ endpoint: environment.dynamodbEndpoint, region, credentials });
});
afterAll(async () => {
  dynamo.destroy();
  await environment.stop();
});

const port = () => Number(new URL(environment.urls[0] ?? '').port);

type Answer = Readonly<{ status: number | undefined; head: string; body: string }>;

/** Sends raw bytes; resolves with everything received until the connection ends. */
async function raw(bytes: string): Promise<Answer> {
  const socket = connect(port(), '127.0.0.1');
  const parts: Buffer[] = [];
  socket.on('data', (part) => parts.push(part));
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  socket.on('close', () => resolve());
  // A server that refuses may close before it has read everything.
  socket.on('error', () => resolve());
  socket.setTimeout(20_000, () => socket.destroy());
  socket.write(Buffer.from(bytes, 'latin1'));
  await ended;
  const text = Buffer.concat(parts).toString('latin1');
  const [head = '', ...body] = text.split('\r\n\r\n');
  const status = /^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1];
  return { status: status === undefined ? undefined : Number(status), head, body: body.join('\r\n\r\n') };
}

const paid = '{"amount":"12.50"}';
const host = 'Host: localhost';
/** A request with these headers, after which the connection closes. */
const request = (line: string, headers: readonly string[] = [host], body = '') =>
  `${[`${line} HTTP/1.1`, ...headers, 'Connection: close'].join('\r\n')}\r\n\r\n${body}`;
const get = (path: string, ...headers: string[]) => request(`GET ${path}`, [host, ...headers]);
/** A request that would create a payment if it were valid. */
const pay = (headers: readonly string[], body = paid) =>
  request(
    'POST /v1/payments',
    [host, 'Content-Type: application/json', `Content-Length: ${Buffer.byteLength(body)}`, ...headers],
    body,
  );
const key = 'Idempotency-Key: hostile';

type Line = readonly [what: string, bytes: () => string, status: number | undefined, code?: string];
type Row = readonly [what: string, bytes: () => string, status: number | undefined, code: string | undefined];
const rowsOf = (lines: readonly Line[]) => lines.map(([what, bytes, status, code]): Row => [what, bytes, status, code]);

/** The gateway answers an unknown path like an unsigned request, so that nobody can probe for routes. */
const paths: readonly Line[] = [
  ['two slashes before the path', () => get('//v1/payments'), 200],
  ['two slashes within the path', () => get('/v1//payments'), 403, 'not_allowed'],
  ['..; which some servers read as ..', () => get('/v1/payments/..;/metrics'), 403, 'not_allowed'],
  ['.. that the client did not resolve', () => get('/v1/payments/../../metrics'), 403, 'not_allowed'],
  ['a path in capitals', () => get('/V1/PAYMENTS'), 403, 'not_allowed'],
  ['a backslash', () => get('/v1\\payments'), 403, 'not_allowed'],
  ['a fragment', () => get('/v1/payments#x'), 403, 'not_allowed'],
  ['%2e%2e as an id', () => get('/v1/payments/%2e%2e'), 404, 'payment_not_found'],
  ['an encoded slash', () => get('/v1/payments/..%2f..%2fmetrics'), 404, 'payment_not_found'],
  ['double encoding', () => get('/v1/payments/%252e%252e%252fmetrics'), 404, 'payment_not_found'],
  ['an encoded null byte', () => get('/v1/payments/x%00'), 404, 'payment_not_found'],
  ['invalid percent-encoding', () => get('/v1/payments/%zz'), 400, 'malformed_path'],
  ['bytes that are not UTF-8', () => get('/v1/payments/%c3%28'), 400, 'malformed_path'],
  ['an id of 9,000 characters', () => get(`/v1/payments/${'a'.repeat(9_000)}`), 404, 'payment_not_found'],
  ['an absolute URL of another host', () => get('http://evil.example/v1/payments/1x'), 404, 'payment_not_found'],
  ['line breaks in a key', () => get('/v1/idempotency-keys/a%0d%0aX-Injected:%20yes'), 400, 'idempotency_key_invalid'],
  ['a raw null byte', () => get('/v1/payments/\0'), 400],
];

const methods: readonly Line[] = [
  ['TRACE', () => request('TRACE /v1/payments', [host, 'X-Secret: canary']), 403, 'not_allowed'],
  ['OPTIONS', () => request('OPTIONS /v1/payments', [host, 'Origin: https://evil.example']), 403, 'not_allowed'],
  ['OPTIONS of everything', () => request('OPTIONS *'), 403, 'not_allowed'],
  ['DELETE', () => request('DELETE /v1/payments/1'), 403, 'not_allowed'],
  ['HEAD, whose answer has no body', () => request('HEAD /v1/payments'), 403],
  ['lower case', () => request('post /v1/payments'), 400],
  ['an unknown method', () => request('CHARGE /v1/payments'), 400],
  ['CONNECT, which ends the connection', () => request('CONNECT evil.example:443'), undefined],
  [
    'an override by header',
    () => get('/v1/payments/1x', 'X-HTTP-Method-Override: POST', key),
    404,
    'payment_not_found',
  ],
  ['HTTP/2 without negotiation', () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
];

const headers: readonly Line[] = [
  ['a length and chunked encoding', () => pay([key, 'Transfer-Encoding: chunked']), 400],
  ['two lengths', () => pay([key, 'Content-Length: 3']), 400],
  ['an invalid length', () => pay([key, 'Content-Length: +18']), 400],
  [
    'an encoding that hides chunks',
    () => request('POST /v1/payments', [host, key, 'Transfer-Encoding: xchunked']),
    400,
  ],
  ['a folded header', () => pay([key, 'X-One: a\r\n b: c']), 400],
  ['a bare line feed', () => pay(['Idempotency-Key: a\nX-Injected: yes']), 400],
  ['a null byte', () => pay([`${key}\0`]), 400],
  ['a space before the colon', () => pay([`Idempotency-Key : hostile`]), 400],
  ['12 KB', () => pay([key, `X-Large: ${'a'.repeat(12_000)}`]), 431],
  ['two different keys', () => pay([key, 'Idempotency-Key: another']), 400, 'idempotency_key_repeated'],
  ['a key that is too long', () => pay([`Idempotency-Key: ${'k'.repeat(300)}`]), 400, 'idempotency_key_invalid'],
  ['no host', () => request('GET /v1/payments/1x', []), 400],
  ['an unknown host', () => request('GET /v1/payments/1x', ['Host: evil.example']), 404, 'payment_not_found'],
  ['a cookie', () => get('/v1/payments/1x', 'Cookie: session=canary; admin=1'), 404, 'payment_not_found'],
  ['a forged client address', () => get('/v1/payments/1x', 'X-Forwarded-For: 10.0.0.1'), 404, 'payment_not_found'],
];

const typed = (type: string, body = paid) =>
  request(
    'POST /v1/payments',
    [host, key, `Content-Type: ${type}`, `Content-Length: ${Buffer.byteLength(body, 'latin1')}`],
    body,
  );

const bodies: readonly Line[] = [
  ['XML', () => typed('text/xml', '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'), 415],
  ['a form', () => typed('application/x-www-form-urlencoded', 'amount=12.50'), 415],
  ['UTF-16', () => typed('application/json; charset=utf-16'), 415],
  ['a null byte', () => typed('application/json', '{"amount":"12.50"}\0'), 400],
  ['100 KB', () => typed('application/json', `{"description":"${'a'.repeat(100_000)}"}`), 413, 'body_too_large'],
  ['11 MB', () => typed('application/json', ' '.repeat(11_000_000)), 413, 'body_too_large'],
  ['a prototype', () => typed('application/json', '{"amount":"12.50","__proto__":{"status":"completed"}}'), 400],
  ['another status', () => typed('application/json', '{"amount":"12.50","status":"completed"}'), 400],
];

describe.each<readonly [string, readonly Line[]]>([
  ['a path with', paths],
  ['the method', methods],
  ['headers with', headers],
  ['a body of', bodies],
])('%s', (_part, lines) => {
  it.each(rowsOf(lines))('%s is answered as documented and stores nothing', async (_what, bytes, status, code) => {
    const before = await stored();
    const answer = await raw(bytes());
    expect(answer.status).toBe(status);
    if (code !== undefined) expect(JSON.parse(answer.body)).toMatchObject({ status, code });
    expect(answer.head).not.toMatch(/x-injected|set-cookie|access-control|x-powered-by|^location/im);
    expect(answer.body).not.toMatch(/canary|evil\.example|node:|\.ts:| {4}at |root:/);
    expect(await stored()).toEqual(before);
    expect((await fetch(`${environment.urls[0]}/health`)).status).toBe(200);
  });
});

it('a request behind a refused one on the same connection is not executed', async () => {
  const before = await stored();
  const smuggled = `POST /v1/payments HTTP/1.1\r\n${host}\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`;
  const answer = await raw(smuggled + pay([key]));
  expect(answer.status).toBe(400);
  expect(await stored()).toEqual(before);
});

it('the same payment is created once the request is valid', async () => {
  const before = await stored();
  expect((await raw(pay([key]))).status).toBe(201);
  expect((await stored()).payments).toBe(Number(before.payments) + 1);
});

/** Number of items by table. */
async function stored(): Promise<Readonly<Record<string, number | undefined>>> {
  const { projections: _, ...tables } = stageTables('local');
  const counts = Object.entries(tables).map(async ([name, TableName]) => {
    const { Count } = await dynamo.send(new ScanCommand({ TableName, Select: 'COUNT', ConsistentRead: true }));
    return [name, Count] as const;
  });
  return Object.fromEntries(await Promise.all(counts));
}
