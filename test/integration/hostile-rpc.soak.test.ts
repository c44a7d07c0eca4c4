import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Environment, startEnvironment } from '../../tools/start/environment.ts';
import { clientOf } from '../support/client.ts';
import { grpcClients } from '../support/grpc-clients.ts';

let environment: Environment;
beforeAll(async () => {
  environment = await startEnvironment({ ports: [0] });
});
afterAll(() => environment.stop());

const api = () => environment.urls[0] ?? '';
const edge = () => `http://${environment.others.grpc[0]}`;
const requestPayment = '/payments.v1.PaymentService/RequestPayment';

type Sent = Readonly<{ type: string; body: Uint8Array | string; headers?: Record<string, string> }>;

async function post(where: string, { type, body, headers = {} }: Sent) {
  const response = await fetch(where + requestPayment, {
    method: 'POST',
    headers: { 'Content-Type': type, ...headers },
    body: body as RequestInit['body'] & {},
  });
  const received = await response.text();
  const isBase64 = response.headers.get('content-type')?.startsWith('application/grpc-web-text');
  const text = isBase64 ? Buffer.from(received, 'base64').toString('latin1') : received;
  const trailer = /grpc-status: ?(\d+)/i.exec(text)?.[1] ?? response.headers.get('grpc-status');
  return { status: response.status, text, grpcStatus: trailer };
}

/** One gRPC or gRPC-Web frame, possibly with a wrong length. */
function frame(message: Uint8Array, { flags = 0, length = message.length } = {}): Uint8Array {
  const head = Buffer.alloc(5);
  head.writeUInt8(flags);
  head.writeUInt32BE(length, 1);
  return Buffer.concat([head, message]);
}

const badText = Uint8Array.of(0x12, 0x02, 0xc3, 0x28);
const large = Buffer.alloc(5_000_000, 0x20);
const bomb = gzipSync(Buffer.alloc(5_000_000, 0x20));
const refusedJson = expect.stringMatching(/^\{"code":"[a-z_]+"/);

const hostile: readonly (readonly [string, Sent, Readonly<{ connect?: [number, string]; grpc?: string }>])[] = [
  ['no message at all', { type: 'application/json', body: '' }, { connect: [400, 'invalid_argument'] }],
  [
    'half a JSON object',
    { type: 'application/json', body: '{"amount_minor": 12' },
    { connect: [400, 'invalid_argument'] },
  ],
  [
    'JSON that is deeply nested',
    { type: 'application/json', body: '['.repeat(50_000) },
    { connect: [400, 'invalid_argument'] },
  ],
  [
    'a number beyond int64',
    { type: 'application/json', body: '{"amount_minor": 1e30}' },
    { connect: [400, 'invalid_argument'] },
  ],
  [
    'bytes that are no protobuf',
    { type: 'application/proto', body: Uint8Array.of(0xff, 0xff, 0xff) },
    { connect: [400, 'invalid_argument'] },
  ],
  [
    'a message that ends too early',
    { type: 'application/proto', body: Uint8Array.of(0x12, 0x7f, 0x41) },
    { connect: [400, 'invalid_argument'] },
  ],
  ['text that is not UTF-8', { type: 'application/proto', body: badText }, { connect: [400, 'invalid_argument'] }],
  ['100 KB', { type: 'application/json', body: large.subarray(0, 100_000) }, { connect: [429, 'resource_exhausted'] }],
  // Exceeds Lambda's limit, so the gateway refuses it.
  ['5 MB', { type: 'application/json', body: large }, { connect: [413, 'body_too_large'] }],
  ['5 MB of protobuf', { type: 'application/proto', body: large }, { connect: [413, 'body_too_large'] }],
  [
    'a frame that promises more',
    { type: 'application/grpc-web+proto', body: frame(badText, { length: 1_000_000 }) },
    { grpc: '3' },
  ],
  ['a frame of text that is not UTF-8', { type: 'application/grpc-web+proto', body: frame(badText) }, { grpc: '3' }],
  [
    'a frame that is compressed',
    {
      type: 'application/grpc-web+proto',
      body: frame(gzipSync('x'), { flags: 1 }),
      headers: { 'grpc-encoding': 'gzip' },
    },
    { grpc: '12' },
  ],
  ['a frame of 100 KB', { type: 'application/grpc-web+proto', body: frame(large.subarray(0, 100_000)) }, { grpc: '8' }],
  [
    'a frame of 5 MB',
    { type: 'application/grpc-web+proto', body: frame(large) },
    { connect: [413, 'body_too_large'], grpc: '8' },
  ],
];

describe.each([
  ['through API Gateway', api],
  ['through the edge', edge],
])('%s', (way, where) => {
  it.each(hostile)('%s is refused, and the next call is answered', async (_what, sent, { connect: json, grpc }) => {
    const refused = await post(where(), sent);
    // The edge uses Connect-ES, which answers INTERNAL to an unreadable frame or message and accepts compressed ones.
    const codes = way === 'through the edge' ? [grpc, '13', '3', '8'] : [grpc];
    if (way === 'through API Gateway' && json !== undefined) {
      expect([refused.status, refused.text]).toEqual([json[0], expect.stringContaining(`"${json[1]}"`)]);
    } else if (grpc !== undefined) expect(codes).toContain(refused.grpcStatus);
    else expect([refused.status >= 400, refused.text]).toEqual([true, refusedJson]);
    expect(refused.text).not.toMatch(/\.ts:|node:|at [A-Z]|Error:/);
    await expectAlive();
  });

  it('a compressed body is never decompressed', async () => {
    const sent = { type: 'application/json', body: bomb, headers: { 'Content-Encoding': 'gzip' } };
    const refused = await post(where(), sent);
    expect(refused.text).toMatch(/"code":"(unimplemented|resource_exhausted)"/);
    await expectAlive();
  });
});

it('malformed base64 is refused by the functions, which alone accept base64', async () => {
  const refused = await post(api(), { type: 'application/grpc-web-text', body: '!!!not base64!!!' });
  expect(refused.grpcStatus).toBe('3');
  await expectAlive();
});

describe('the edge survives', () => {
  it.each([
    ['garbage', Buffer.from('\u0000\u0001garbage\r\n\r\n')],
    ['half a preface', Buffer.from('PRI * HT')],
    ['a preface and garbage', Buffer.concat([Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), Buffer.alloc(64, 0xff)])],
    ['one byte', Buffer.from('P')],
  ])('%s', async (_what, bytes) => {
    const [host, port] = (environment.others.grpc[0] ?? '').split(':');
    const socket = connect(Number(port), host);
    socket.on('error', () => {});
    await new Promise((resolve) => socket.write(bytes, resolve));
    await expectAlive();
    socket.destroy();
  });

  it('a gzip bomb over gRPC', async () => {
    const clients = grpcClients(environment.others.grpc[0] ?? '');
    const metadata = { note: 'x'.repeat(3_000_000) };
    const refused = await clients.services(
      'RequestPayment',
      { metadata, currency: 'USD' },
      { 'grpc-internal-encoding-request': 'gzip' },
    );
    expect(refused.code).toBe('RESOURCE_EXHAUSTED');
    clients.close();
    await expectAlive();
  });
});

describe('the requestor', () => {
  const graphql = (query: string) => clientOf(environment.others.requestor).post('/graphql', JSON.stringify({ query }));

  it.each([
    ['300 aliases in a fragment', `query { ...many } fragment many on Query { ${aliases(300)} }`],
    ['300 aliases', `query { ${aliases(300)} }`],
    ['fragments of fragments', bombOfFragments(20)],
    ['a document of 20,000 names', `query { ${'__typename '.repeat(20_000)} }`],
  ])('refuses %s without reading a payment', async (_what, query) => {
    const { status, json } = await graphql(query);
    expect([status, json.data ?? null]).toEqual([expect.any(Number), null]);
    expect(status).toBeLessThan(500);
    expect(json.errors).toEqual(expect.arrayContaining([expect.objectContaining({ message: expect.any(String) })]));
    await expectAlive();
  });
});

const aliases = (count: number) =>
  Array.from({ length: count }, (_, index) => `a${index}: payment(paymentId: "1") { status }`).join(' ');

/** Each fragment contains the next one twice. */
function bombOfFragments(depth: number): string {
  const one = (index: number) => `fragment f${index} on Query { ...f${index + 1} ...f${index + 1} }`;
  const all = Array.from({ length: depth }, (_, index) => one(index)).join(' ');
  return `query { ...f0 } ${all} fragment f${depth} on Query { payment(paymentId: "1") { status } }`;
}

async function expectAlive(): Promise<void> {
  const clients = grpcClients(environment.others.grpc[0] ?? '');
  expect((await clients.services('Health', {})).answer).toEqual({ status: 'SERVING' });
  clients.close();
  expect((await fetch(`${api()}/health`)).status).toBe(200);
}
