import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  create,
  type DescMessage,
  fromBinary,
  type MessageInitShape,
  type MessageShape,
  toBinary,
} from '@bufbuild/protobuf';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  CreatePaymentRequestSchema,
  CreatePaymentResponseSchema,
  GetPaymentRequestSchema,
  GetPaymentResponseSchema,
} from '../../generated/proto/payment/v1/payment_pb.ts';
import { hasCurl } from '../examples/run-documented.ts';
import { facesOf } from '../support/faces.ts';
import { openTarget, run, type Target } from '../support/target.ts';

const root = join(import.meta.dirname, '..', '..');
const execute = promisify(execFile);
const load = createRequire(import.meta.url);

let target: Target;
beforeAll(async () => {
  target = await openTarget();
});
afterAll(() => target.close());

const api = () => target.url;
const edge = () => `http://${target.grpc}`;
const service = 'payment.v1.PaymentService';
const wanted = { amount: '10.00', currency: 'USD', customer_id: 'cust123', payment_method: 'card' };

describe.each([
  ['binary', api],
  ['text', api],
  ['binary', edge],
] as const)('the official grpc-web client, %s', (format, where) => {
  it('creates, retries and reads a payment, and gets errors', async () => {
    const call = grpcWebCaller(format, where());
    const key = { 'idempotency-key': `grpc-web-${format}-${where()}-${run}` };
    const request = { amount: '10.00', customerId: 'cust123' };
    const createdBy = () =>
      call('CreatePayment', CreatePaymentRequestSchema, CreatePaymentResponseSchema, request, key);
    const created = await createdBy();
    expect(created).toMatchObject({ amount: '10.00', currency: 'USD', status: 'created' });
    expect((await createdBy()).paymentId).toBe(created.paymentId);
    const read = (paymentId: string) =>
      call('GetPayment', GetPaymentRequestSchema, GetPaymentResponseSchema, { paymentId });
    expect(await read(created.paymentId)).toMatchObject({ status: 'created', customerId: 'cust123' });
    await expect(read('unknown')).rejects.toMatchObject({ code: 5, message: 'no payment has this id' });
  });
});

/** The library is written for browsers, so it needs an XMLHttpRequest. */
function grpcWebCaller(format: 'binary' | 'text', baseUrl: string) {
  Object.assign(globalThis, { XMLHttpRequest: load('xhr2') });
  const { GrpcWebClientBase, MethodDescriptor, MethodType } = load('grpc-web');
  const client = new GrpcWebClientBase({ format });
  return <In extends DescMessage, Out extends DescMessage>(
    method: string,
    input: In,
    output: Out,
    request: MessageInitShape<In>,
    metadata: Record<string, string> = {},
  ): Promise<MessageShape<Out>> => {
    const path = `/${service}/${method}`;
    const serialized = (message: MessageInitShape<In>) => toBinary(input, create(input, message));
    const described = new MethodDescriptor(path, MethodType.UNARY, Object, Object, serialized, (bytes: Uint8Array) =>
      fromBinary(output, bytes),
    );
    return new Promise((resolve, reject) => {
      client.rpcCall(baseUrl + path, request, metadata, described, (error: unknown, answer: MessageShape<Out>) =>
        error ? reject(error) : resolve(answer),
      );
    });
  };
}

describe('buf curl', () => {
  const buf = join(root, 'node_modules', '.bin', 'buf');
  const byReflection = ['--protocol', 'grpc', '--http2-prior-knowledge'];
  const protocols = [
    ['gRPC with reflection', edge, byReflection],
    ['gRPC with the protos', edge, [...byReflection, '--schema', 'proto']],
    ['gRPC-Web', api, ['--protocol', 'grpcweb', '--schema', 'proto']],
    ['Connect', api, ['--protocol', 'connect', '--schema', 'proto']],
    ['gRPC-Web through the edge', edge, ['--protocol', 'grpcweb', '--schema', 'proto']],
    ['Connect through the edge', edge, ['--protocol', 'connect', '--schema', 'proto']],
  ] as const;

  it.each(facesOf(protocols, ['gRPC with reflection', 'Connect']))(
    'over %s creates and reads a payment',
    async (_how, where, options) => {
      const curl = async (method: string, message: object) => {
        const { stdout } = await execute(
          buf,
          ['curl', ...options, '-d', JSON.stringify(message), `${where()}/${service}/${method}`],
          {
            cwd: root,
          },
        );
        return JSON.parse(stdout) as Record<string, string>;
      };
      const created = await curl('CreatePayment', wanted);
      expect(created).toMatchObject({ amount: '10.00', status: 'created' });
      expect(await curl('GetPayment', { payment_id: created.paymentId })).toMatchObject({
        paymentId: created.paymentId,
      });
      await expect(curl('GetPayment', { payment_id: 'unknown' })).rejects.toThrow('not_found');
    },
  );
});

describe('curl', () => {
  const curl = async (...args: readonly string[]) => {
    const { stdout } = await execute('curl', ['-s', '-w', '\n%{http_code}', ...args]);
    const end = stdout.lastIndexOf('\n');
    return { status: Number(stdout.slice(end + 1)), json: JSON.parse(stdout.slice(0, end)) };
  };

  it.skipIf(!hasCurl).each([api, edge])('sends an RPC as JSON, and reads with a GET', async (where) => {
    const headers = ['-H', 'Content-Type: application/json', '-H', `Idempotency-Key: by-curl-${run}`];
    const created = await curl(`${where()}/${service}/CreatePayment`, ...headers, '-d', JSON.stringify(wanted));
    expect([created.status, created.json.status]).toEqual([200, 'created']);
    const id = created.json.payment_id ?? created.json.paymentId;
    const message = encodeURIComponent(JSON.stringify({ payment_id: id }));
    const read = await curl(`${where()}/${service}/GetPayment?connect=v1&encoding=json&message=${message}`);
    expect([read.status, read.json.amount]).toEqual([200, '10.00']);
  });
});
