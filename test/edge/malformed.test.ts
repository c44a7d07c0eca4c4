import { once } from 'node:events';
import { Agent } from 'node:http';
import { type ClientHttp2Stream, connect as connectHttp2 } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { createClient } from '@connectrpc/connect';
import { createGrpcTransport, createGrpcWebTransport } from '@connectrpc/connect-node';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { PaymentService as Services } from '../../generated/proto/payments/v1/payments_pb.ts';
import { type RunningEdge, runningEdge } from '../support/edge.ts';
import { grpcClients } from '../support/grpc-clients.ts';
import { closed, frame, rawClient } from '../support/raw-grpc.ts';

let edge: RunningEdge;
beforeAll(async () => {
  edge = await runningEdge();
});
afterAll(() => edge[Symbol.asyncDispose]());

afterEach(async () => {
  const clients = grpcClients(edge.address);
  const { code } = await clients.services('Health', {});
  clients.close();
  expect(code, 'a good call on a new connection').toBe('OK');
});

const preface = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
const getPayment = '/payments.v1.PaymentService/GetPayment';

/** Field 1 with these bytes, which is the id of a payment. */
const id = (bytes: Buffer) => Buffer.concat([Buffer.from([0x0a, bytes.length]), bytes]);

describe('malformed connections', () => {
  it.each([
    ['random bytes', Buffer.from([0, 255, 3, 127, 10, 13, 9])],
    ['a preface and then garbage', `${preface}this is no frame of HTTP/2 at all`],
    ['a request that starts like a preface', 'PRIVATE / HTTP/1.1\r\n\r\n'],
    ['a TLS hello', Buffer.from([0x16, 3, 1, 0, 5, 1, 0, 0, 1, 0])],
  ])('a connection that sends %s is closed', async (_, bytes) => {
    const socket = connect(edge.port, '127.0.0.1');
    socket.end(bytes);
    await closed(socket);
  });

  it.each([
    ['nothing', ''],
    ['two bytes', 'PR'],
    ['half a preface', preface.slice(0, 9)],
  ])('a connection that sends %s and ends is closed', async (_, bytes) => {
    const socket = connect(edge.port, '127.0.0.1');
    socket.end(bytes);
    await closed(socket);
  });

  it.each([
    ['HTTP/1.1', ['P', 'OST /payments.v1.PaymentService/Hea', 'lth HTTP/1.1\r\nhost: a\r\n']],
    ['a request that starts like HTTP/2', ['P', 'R', 'OPFIND / HTTP/1.1\r\nhost: a\r\n']],
  ])('a connection that sends %s byte by byte is understood', async (_, pieces) => {
    const socket = connect(edge.port, '127.0.0.1').setNoDelay();
    for (const piece of pieces) await written(socket, piece);
    socket.write('content-type: application/json\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}');
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 (200|404) /);
  });

  it.each(['', 'PR', preface.slice(0, 9), preface, 'POST / HTTP/1.1\r\n'])(
    'a connection that sends "%s" and then nothing is closed after firstCallMs',
    async (bytes) => {
      await using impatient = await runningEdge({ firstCallMs: 20 });
      const sockets = [impatient, edge].map(({ port }) => connect(port, '127.0.0.1'));
      onTestFinished(() => void sockets[1]?.destroy());
      for (const socket of sockets) await written(socket, bytes);
      await closed(sockets[0] as Socket);
      // The other edge has a limit of ten seconds.
      expect(sockets[1]?.readableEnded).toBe(false);
    },
  );
});

describe('malformed messages', () => {
  it.each([
    ['of 5 MB', Buffer.alloc(5_000_000), 'RESOURCE_EXHAUSTED'],
    ['one byte too large', Buffer.alloc(65_537), 'RESOURCE_EXHAUSTED'],
    ['with a tag that does not exist', Buffer.from([7, 7, 7]), 'INTERNAL'],
    ['that ends within a field', Buffer.from([0x0a, 100, 65]), 'INTERNAL'],
    ['with a string that is no UTF-8', id(Buffer.from([0xc3, 0x28])), 'INTERNAL'],
  ])('a message %s is refused and does not reach the API', async (_, message, code) => {
    const before = edge.api.seen.length;
    using client = rawClient(edge.address);
    expect((await client.call(getPayment, message)).code).toBe(code);
    expect(edge.api.seen).toHaveLength(before);
  });

  it.each(['1.1', '2'] as const)(
    'after a message that is too large, the connection still serves the next call over HTTP/%s',
    async (httpVersion) => {
      const baseUrl = `http://${edge.address}`;
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      const transport =
        httpVersion === '2'
          ? createGrpcTransport({ baseUrl })
          : createGrpcWebTransport({ baseUrl, httpVersion, nodeOptions: { agent } });
      onTestFinished(() => agent.destroy());
      const client = createClient(Services, transport);
      for (let time = 0; time < 10; time++) {
        const refused = client.getPayment({ paymentId: 'x'.repeat(300_000) }, { timeoutMs: 60_000 });
        await expect(refused).rejects.toThrow('resource_exhausted');
        expect((await client.health({}, { timeoutMs: 60_000 })).status).toBe('SERVING');
      }
    },
  );

  it('a gzipped message is read', async () => {
    using client = rawClient(edge.address, { 'grpc.default_compression_algorithm': 2 });
    expect(await client.call(getPayment, id(Buffer.from('p-zipped')))).toMatchObject({ code: 'OK' });
  });

  it('a message that would inflate to 60 MB is refused before it is inflated', async () => {
    const bomb = gzipSync(Buffer.alloc(60_000_000));
    expect(bomb.length).toBeLessThan(65_536);
    const memory = process.memoryUsage().rss;
    expect(await sent(frame(bomb, { zipped: true }), 'gzip')).toEqual({ status: '8' });
    expect(process.memoryUsage().rss - memory).toBeLessThan(40_000_000);
  });

  it.each([
    ['promises more than it sends', frame(Buffer.from('abc'), { length: 100 }), 'identity', '3'],
    ['promises 4 GB', frame(Buffer.from('abc'), { length: 0xffffffff }), 'identity', '8'],
    ['has an unknown compression', frame(Buffer.from('abc'), { zipped: true }), 'snappy', '12'],
    ['is marked as gzipped but is not', frame(Buffer.from('abc'), { zipped: true }), 'gzip', '3'],
    ['is missing', Buffer.alloc(0), 'identity', '12'],
    ['comes twice', Buffer.concat([frame(Buffer.alloc(0)), frame(Buffer.alloc(0))]), 'identity', '12'],
  ])('a message that %s is refused', async (_, body, encoding, status) => {
    expect(await sent(body, encoding)).toEqual({ status });
  });

  it('a message whose connection is cut leaves nothing behind', async () => {
    const session = connectHttp2(`http://${edge.address}`);
    const stream = session.request(headersOf('identity'));
    stream.on('error', () => undefined).write(frame(Buffer.from('abc'), { length: 100 }));
    await once(session, 'remoteSettings');
    session.on('error', () => undefined).destroy();
    await once(session, 'close');
  });
});

const written = (socket: Socket, bytes: string) => new Promise((resolve) => socket.write(bytes, resolve));

const headersOf = (encoding: string) => ({
  ':method': 'POST',
  ':path': getPayment,
  'content-type': 'application/grpc',
  'grpc-encoding': encoding,
  te: 'trailers',
});

/** The gRPC status of the response to a call with these bytes as body. */
async function sent(body: Buffer, encoding: string): Promise<Readonly<{ status: unknown }>> {
  const session = connectHttp2(`http://${edge.address}`);
  onTestFinished(() => session.destroy());
  const stream: ClientHttp2Stream = session.request(headersOf(encoding));
  const trailers = once(stream, 'trailers');
  stream.resume().end(body);
  const [{ 'grpc-status': status }] = await trailers;
  return { status };
}
