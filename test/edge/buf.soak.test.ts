import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningEdge, runningEdge } from '../support/edge.ts';

const buf = join(import.meta.dirname, '..', '..', 'node_modules', '.bin', 'buf');

let edge: RunningEdge;
beforeAll(async () => {
  edge = await runningEdge();
});
afterAll(() => edge[Symbol.asyncDispose]());

/** Runs `buf curl`, the reference Connect client, which discovers services only by reflection. */
async function bufCurl(path: string, ...options: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(buf, ['curl', ...options, `http://${edge.address}${path}`]);
  return stdout;
}

const grpc = ['--protocol', 'grpc', '--http2-prior-knowledge'];

describe('buf curl', () => {
  it.each(['grpc-v1', 'grpc-v1alpha'])('buf curl lists the methods by reflection %s', async (version) => {
    const listed = await bufCurl('', ...grpc, '--reflect-protocol', version, '--list-methods');
    expect(listed.split('\n')).toEqual(
      expect.arrayContaining(['payment.v1.PaymentService/CreatePayment', 'payments.v1.PaymentService/Health']),
    );
  });

  it.each([
    ['grpc', grpc],
    ['grpcweb', ['--protocol', 'grpcweb', '--http2-prior-knowledge']],
    ['connect', ['--protocol', 'connect', '--http2-prior-knowledge']],
  ])('buf curl calls a method with %s', async (_, options) => {
    const request = '{"amount": "10.00", "currency": "USD", "customer_id": "cust123"}';
    const answer = await bufCurl('/payment.v1.PaymentService/CreatePayment', ...options, '--data', request);
    expect(JSON.parse(answer)).toMatchObject({ amount: '10.00', customerId: 'cust123', status: 'created' });
  });

  it.each(['grpcweb', 'connect'])(
    'buf curl calls a method with %s over HTTP/1.1, where there is no reflection',
    async (protocol) => {
      const schema = ['--schema', join(import.meta.dirname, '..', '..', 'proto')];
      const answer = await bufCurl('/payments.v1.PaymentService/Health', '--protocol', protocol, ...schema);
      expect(JSON.parse(answer)).toEqual({ status: 'SERVING' });
    },
  );
});
