import { type Timestamp, timestampDate } from '@bufbuild/protobuf/wkt';
import { type CallOptions, createClient, type Transport } from '@connectrpc/connect';
import { PaymentService } from '../../generated/proto/payment/v1/payment_pb.ts';
import { requiredEnv } from '../../src/runtime/env.ts';
import type { Io } from '../../src/runtime/io.ts';
import { transportFor } from '../payment-client/transport.ts';
import { refusalOfCall } from './refusal-of-call.ts';

/** Time limit of one call. */
const longestMs = 10_000;
/** Reserved before the time-out of the invocation to respond. */
const reserveMs = 1_000;

export type RequestorPayment = Readonly<{
  amount: string;
  currency: string;
  customerId: string;
  paymentMethod: string;
}>;

/** `createdAt` is in RFC 3339, UTC. */
export type PaymentView = RequestorPayment &
  Readonly<{ paymentId: string; status: string; createdAt: string; failureCode: string | null }>;

/** `idempotencyKey` is the value of the header. */
export type CallMetadata = Readonly<{ requestId: string; idempotencyKey?: string | undefined }>;

export type PaymentServiceClient = ReturnType<typeof paymentServiceOver>;

/** Client of the payment service. Every call rejects with a refusal (see `refusalOfCall`). */
export function paymentServiceOver(transport: Transport, remaining: Io['remaining']) {
  const client = createClient(PaymentService, transport);
  const options = ({ requestId, idempotencyKey }: CallMetadata): CallOptions => ({
    timeoutMs: Math.max(1, Math.min(longestMs, remaining() - reserveMs)),
    headers: { 'x-request-id': requestId, ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }) },
  });

  async function createPayment(wanted: RequestorPayment, metadata: CallMetadata) {
    let replayed = false;
    const onHeader = (headers: Headers) => {
      replayed = headers.get('idempotent-replayed') === 'true';
    };
    const created = await client.createPayment(wanted, { ...options(metadata), onHeader }).catch((error: unknown) => {
      throw refusalOfCall(error, metadata.idempotencyKey !== undefined);
    });
    return { payment: viewOf(created), replayed };
  }

  async function getPayment(paymentId: string, metadata: CallMetadata): Promise<PaymentView> {
    return viewOf(await client.getPayment({ paymentId }, options(metadata)).catch(refuse));
  }

  async function isServing(metadata: CallMetadata): Promise<boolean> {
    const { status } = await client.healthCheck({}, options(metadata)).catch(refuse);
    return status === 'SERVING';
  }

  return { createPayment, getPayment, isServing };
}

/** One transport per `fetch`, that is per process, so that connections are reused. */
const transports = new WeakMap<Io['fetch'], Transport>();

/** Client of the payment service at PAYMENT_RPC_URL. Signs calls if PAYMENT_RPC_AUTH is `iam`. */
export function paymentService({ fetch, remaining }: Pick<Io, 'fetch' | 'remaining'>): PaymentServiceClient {
  const known = transports.get(fetch);
  if (known !== undefined) return paymentServiceOver(known, remaining);
  const transport = transportFor(requiredEnv('PAYMENT_RPC_URL'), {
    signed: requiredEnv('PAYMENT_RPC_AUTH') === 'iam',
    fetch: (url, init) => fetch(String(url), init ?? {}),
  });
  transports.set(fetch, transport);
  return paymentServiceOver(transport, remaining);
}

function refuse(error: unknown): never {
  throw refusalOfCall(error);
}

type PaymentMessage = RequestorPayment &
  Readonly<{ paymentId: string; status: string; createdAt?: Timestamp | undefined; failureCode: string }>;

function viewOf(message: PaymentMessage): PaymentView {
  const { paymentId, amount, currency, status, createdAt, customerId, paymentMethod, failureCode } = message;
  if (createdAt === undefined) refuse(new Error('the payment service sent a payment without created_at'));
  return {
    paymentId,
    amount,
    currency,
    status,
    createdAt: timestampDate(createdAt).toISOString(),
    customerId,
    paymentMethod,
    failureCode: failureCode || null,
  };
}
