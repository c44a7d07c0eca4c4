import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningEdge, runningEdge } from '../support/edge.ts';
import { grpcurl, missing, python } from '../support/peers.ts';

let edge: RunningEdge;
beforeAll(async () => {
  edge = await runningEdge();
});
afterAll(() => edge[Symbol.asyncDispose]());

const printed = async (program: string, args: readonly string[]) => (await promisify(execFile)(program, args)).stdout;

describe.skipIf(grpcurl === undefined)(`grpcurl${grpcurl ? '' : missing('grpcurl')}`, () => {
  const run = (...args: readonly string[]) => printed(String(grpcurl), ['-plaintext', ...args]);

  it('grpcurl lists the services', async () => {
    expect((await run(edge.address, 'list')).trim().split('\n')).toEqual([
      'grpc.health.v1.Health',
      'grpc.reflection.v1.ServerReflection',
      'grpc.reflection.v1alpha.ServerReflection',
      'payment.v1.PaymentService',
      'payments.v1.PaymentService',
    ]);
  });

  it.each([
    ['payment.v1.PaymentService', 'rpc CreatePayment ( .payment.v1.CreatePaymentRequest )'],
    ['payment.v1.PaymentService.GetPayment', 'idempotency_level = NO_SIDE_EFFECTS'],
    ['payments.v1.RequestPaymentRequest', 'map<string, string> metadata = 5;'],
    ['payments.v1.RequestPaymentRequest.amount_minor', 'int64 amount_minor = 1;'],
    ['grpc.health.v1.HealthCheckResponse.ServingStatus', 'SERVICE_UNKNOWN = 3;'],
  ])('grpcurl describes %s', async (symbol, line) => {
    expect(await run(edge.address, 'describe', symbol)).toContain(line);
  });

  it('grpcurl calls a method with metadata', async () => {
    const request = '{"amount_minor": 1250, "currency": "USD", "order_id": "order-123"}';
    const method = 'payments.v1.PaymentService/RequestPayment';
    const answer = await run('-H', 'idempotency-key: key-0001', '-d', request, edge.address, method);
    expect(JSON.parse(answer)).toMatchObject({ status: 'SUCCEEDED' });
    expect(edge.api.seen.at(-1)?.headers).toMatchObject({ 'idempotency-key': 'key-0001' });
  });

  it('grpcurl shows an error with its details, decoded by reflection', async () => {
    const refused = run('-d', '{"payment_id": "not_found"}', edge.address, 'payment.v1.PaymentService/GetPayment');
    await expect(refused).rejects.toMatchObject({
      stderr: expect.stringMatching(/Code: NotFound[\s\S]*google.rpc.ErrorInfo[\s\S]*"reason": "hi"/),
    });
  });

  it('grpcurl checks the health', async () => {
    expect(await run(edge.address, 'grpc.health.v1.Health/Check')).toContain('SERVING');
  });
});

/** Sends and receives raw bytes, so that no generated code is needed. */
const pythonClient = `
import sys, grpc
channel = grpc.insecure_channel(sys.argv[1])
def call(name, request=b'', **options):
    try:
        answer, made = channel.unary_unary('/payments.v1.PaymentService/' + name).with_call(request, **options)
        print(name, answer, dict(made.initial_metadata()).get('idempotent-replayed'))
    except grpc.RpcError as error:
        print(name, error.code().name, error.details(), dict(error.trailing_metadata()).get('x-error-code'))
call('Health')
call('RequestPayment', b'\\x08\\x01', compression=grpc.Compression.Gzip)
call('GetPayment', b'\\x0a\\x09not_found')
call('GetPayment', b'\\x0a\\x04held', timeout=0.3)
call('Nope')
`;

describe.skipIf(python === undefined)(`grpcio${python ? '' : missing('grpcio')}`, () => {
  it('a Python client calls, is refused and runs into its deadline', async () => {
    const lines = await printed(String(python), ['-c', pythonClient, edge.address]);
    expect(lines.trim().split('\n')).toEqual([
      "Health b'\\n\\x07SERVING' None",
      expect.stringMatching(/^RequestPayment b'.*SUCCEEDED.*' true$/),
      'GetPayment NOT_FOUND it is not_found: né ✓ because_not_found',
      // gRPC's core adds "Stream removed" when the server's reset arrives before its own timer.
      expect.stringMatching(/^GetPayment DEADLINE_EXCEEDED (Stream removed \()?Deadline Exceeded\)? None$/),
      'Nope UNIMPLEMENTED unknown method None',
    ]);
  });
});
