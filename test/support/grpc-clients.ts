import { join } from 'node:path';
import {
  type CallOptions,
  credentials,
  loadPackageDefinition,
  Metadata,
  type ServiceError,
  status,
} from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

const definition = loadSync(['payment/v1/payment.proto', 'payments/v1/payments.proto'], {
  includeDirs: [join(import.meta.dirname, '..', '..', 'proto')],
  keepCase: true,
  longs: String,
  defaults: true,
});

export type Called = Readonly<{
  code: string;
  answer: Readonly<Record<string, unknown>> | undefined;
  message: string;
  /** Metadata of the answer, or of the error. */
  metadata: Readonly<Record<string, unknown>>;
}>;

export type Call = (
  method: string,
  request: object,
  metadata?: Readonly<Record<string, string | readonly string[]>>,
  options?: CallOptions,
) => Promise<Called>;

type Unary = (
  request: object,
  metadata: Metadata,
  options: CallOptions,
  done: (error: ServiceError | null, answer?: Record<string, unknown>) => void,
) => { on(event: 'metadata', listener: (metadata: Metadata) => void): void };
type Client = Readonly<Record<string, Unary>> & { close(): void };

/** Native gRPC clients of both services, by the official library and the protos alone. */
export function grpcClients(address: string): Readonly<{ customers: Call; services: Call; close(): void }> {
  const loaded = loadPackageDefinition(definition) as unknown as Record<
    string,
    { v1: { PaymentService: new (address: string, how: unknown) => Client } }
  >;
  const clientOf = (name: string) => {
    const Service = loaded[name]?.v1.PaymentService;
    if (Service === undefined) throw new Error(`no proto has ${name}.v1.PaymentService`);
    return new Service(address, credentials.createInsecure());
  };
  const [customers, services] = [clientOf('payment'), clientOf('payments')];
  return {
    customers: callBy(customers),
    services: callBy(services),
    close() {
      customers.close();
      services.close();
    },
  };
}

const callBy =
  (client: Client): Call =>
  (method, request, metadata = {}, options = {}) =>
    new Promise((resolve) => {
      const sent = new Metadata();
      for (const [name, values] of Object.entries(metadata)) for (const value of [values].flat()) sent.add(name, value);
      let received = {};
      const call = client[method]?.(request, sent, options, (error, answer) =>
        resolve({
          code: status[error?.code ?? status.OK] ?? String(error?.code),
          answer,
          message: error?.details ?? '',
          metadata: error?.metadata.getMap() ?? received,
        }),
      );
      if (call === undefined) throw new Error(`no proto has the method ${method}`);
      call.on('metadata', (answered) => {
        received = answered.getMap();
      });
    });
