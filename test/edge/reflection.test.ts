import { join } from 'node:path';
import { fromBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import { type ClientDuplexStream, credentials, loadPackageDefinition } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningEdge, runningEdge } from '../support/edge.ts';

type Response = Readonly<{
  list_services_response?: { service: { name: string }[] };
  file_descriptor_response?: { file_descriptor_proto: Buffer[] };
  error_response?: { error_code: number; error_message: string };
}>;
type Reflection = new (
  address: string,
  how: unknown,
) => { ServerReflectionInfo(): ClientDuplexStream<object, Response>; close(): void };

/** The protos of the reference implementation, rather than the code that the edge is generated from. */
const protos = join(import.meta.dirname, '..', '..', 'node_modules', '@grpc', 'reflection', 'build', 'proto');
const loaded = loadPackageDefinition(
  loadSync(['grpc/reflection/v1/reflection.proto', 'grpc/reflection/v1alpha/reflection.proto'], {
    includeDirs: [protos],
    keepCase: true,
  }),
) as unknown as { grpc: { reflection: Record<string, { ServerReflection: Reflection }> } };

let edge: RunningEdge;
beforeAll(async () => {
  edge = await runningEdge();
});
afterAll(() => edge[Symbol.asyncDispose]());

/** All responses to requests on one stream, in order. */
async function reflect(version: string, ...requests: readonly object[]): Promise<readonly Response[]> {
  const { ServerReflection } = loaded.grpc.reflection[version] ?? {};
  if (ServerReflection === undefined) throw new Error(`no proto has ${version}`);
  const client = new ServerReflection(edge.address, credentials.createInsecure());
  const stream = client.ServerReflectionInfo();
  for (const request of requests) stream.write(request);
  stream.end();
  const answers = await stream.toArray();
  client.close();
  return answers;
}

const filesIn = (answer: Response | undefined): readonly string[] =>
  (answer?.file_descriptor_response?.file_descriptor_proto ?? []).map(
    (bytes) => fromBinary(FileDescriptorProtoSchema, bytes).name,
  );

const details = ['google/rpc/error_details.proto', 'google/protobuf/duration.proto'];
const payment = ['payment/v1/payment.proto', 'google/protobuf/timestamp.proto'];

describe.each(['v1', 'v1alpha'])('reflection %s', (version) => {
  it('reflection lists the services', async () => {
    const [answer] = await reflect(version, { list_services: '' });
    expect(answer?.list_services_response?.service.map(({ name }) => name)).toEqual([
      'payment.v1.PaymentService',
      'payments.v1.PaymentService',
      'grpc.health.v1.Health',
      'grpc.reflection.v1.ServerReflection',
      'grpc.reflection.v1alpha.ServerReflection',
    ]);
  });

  it.each([
    ['a service', 'payment.v1.PaymentService', payment],
    ['a method', 'payment.v1.PaymentService.GetPayment', payment],
    ['a message', 'payment.v1.CreatePaymentRequest', payment],
    ['a field', 'payment.v1.CreatePaymentRequest.amount', payment],
    ['an imported message', 'google.protobuf.Timestamp', [payment[1]]],
    ['a nested enum', 'grpc.health.v1.HealthCheckResponse.ServingStatus', ['health/v1/health.proto']],
    ['a value of an enum', 'grpc.health.v1.HealthCheckResponse.SERVING', ['health/v1/health.proto']],
    ['the details of an error', 'google.rpc.ErrorInfo', details],
    ['a message within the details of an error', 'google.rpc.BadRequest.FieldViolation', details],
    ['an unknown message', 'payment.v1.Nope', []],
    ['a method that a service does not have', 'payment.v1.PaymentService.Nope', []],
  ])('reflection finds the file of %s with its imports', async (_, file_containing_symbol, files) => {
    const [answer] = await reflect(version, { file_containing_symbol });
    expect(filesIn(answer)).toEqual(files);
    expect(answer?.error_response?.error_code).toBe(files.length === 0 ? 5 : undefined);
  });

  it('reflection finds a file by its name', async () => {
    const [found, not] = await reflect(version, { file_by_filename: payment[0] }, { file_by_filename: 'nope.proto' });
    expect(filesIn(found)).toEqual(payment);
    expect(not?.error_response).toEqual({ error_code: 5, error_message: 'there is no file "nope.proto"' });
  });

  it('reflection continues after a request that it cannot answer', async () => {
    const extension = { containing_type: 'payment.v1.CreatePaymentRequest', extension_number: 1 };
    const answers = await reflect(version, {}, { file_containing_extension: extension }, { list_services: '*' });
    expect(answers.map(({ error_response }) => error_response?.error_code)).toEqual([3, 5, undefined]);
  });
});
