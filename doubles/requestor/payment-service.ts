import { type Timestamp, timestampDate } from '@bufbuild/protobuf/wkt';
import { type CallOptions, createClient, type Transport } from '@connectrpc/connect';
import { PaymentService } from '../../generated/proto/payment/v1/payment_pb.ts';
import { requiredEnv } from '../../src/runtime/env.ts';
import type { Io } from '../../src/runtime/io.ts';
import { transportFor } from '../payment-client/transport.ts';
import { refusalOfCall } from './refusals.ts';

/** The longest that one call may take. */
const longestMs = 10_000;
/** Kept back from the time-out to answer. */
const reserveMs = 1_000;

export type WantedPayment = Readonly<{ amount: string; currency: string; customerId: string; paymentMethod: string }>;

export type ShownPayment = WantedPayment &
  Readonly<{ paymentId: string; status: string /** RFC 3339, UTC. */; createdAt: string; failureCode: string | null }>;

/** Metadata of a call. `idempotencyKey` is the line of its header. */
export type Asked = Readonly<{ requestId: string; idempotencyKey?: string | undefined }>;

export type PaymentServiceClient = ReturnType<typeof paymentServiceBy>;

/** The payment service behind a transport. Every call refuses as `refusalOfCall` says. */
export function paymentServiceBy(transport: Transport, remaining: Io['remaining']) {
  const client = createClient(PaymentService, transport);
  const options = ({ requestId, idempotencyKey }: Asked): CallOptions => ({
    timeoutMs: Math.max(1, Math.min(longestMs, remaining() - reserveMs)),
    headers: { 'x-request-id': requestId, ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }) },
  });

  async function createPayment(wanted: WantedPayment, asked: Asked) {
    let replayed = false;
    const onHeader = (headers: Headers) => {
      replayed = headers.get('idempotent-replayed') === 'true';
    };
    const created = await client.createPayment(wanted, { ...options(asked), onHeader }).catch((error: unknown) => {
      throw refusalOfCall(error, asked.idempotencyKey !== undefined);
    });
    return { payment: shown(created), replayed };
  }

  async function getPayment(paymentId: string, asked: Asked): Promise<ShownPayment> {
    return shown(await client.getPayment({ paymentId }, options(asked)).catch(refuse));
  }

  async function isServing(asked: Asked): Promise<boolean> {
    const { status } = await client.healthCheck({}, options(asked)).catch(refuse);
    return status === 'SERVING';
  }

  return { createPayment, getPayment, isServing };
}

/** One for the whole life of a process, as a connection is kept; another `fetch` has another one. */
const transports = new WeakMap<Io['fetch'], Transport>();

/** The payment service at PAYMENT_RPC_URL; signed, if PAYMENT_RPC_AUTH is `iam`. */
export function paymentService({ fetch, remaining }: Pick<Io, 'fetch' | 'remaining'>): PaymentServiceClient {
  const known = transports.get(fetch);
  if (known !== undefined) return paymentServiceBy(known, remaining);
  const transport = transportFor(requiredEnv('PAYMENT_RPC_URL'), {
    signed: requiredEnv('PAYMENT_RPC_AUTH') === 'iam',
    fetch: (url, init) => fetch(String(url), init ?? {}),
  });
  transports.set(fetch, transport);
  return paymentServiceBy(transport, remaining);
}

function refuse(error: unknown): never {
  throw refusalOfCall(error);
}

type Told = WantedPayment &
  Readonly<{ paymentId: string; status: string; createdAt?: Timestamp | undefined; failureCode: string }>;

function shown({ paymentId, amount, currency, status, createdAt, customerId, paymentMethod, failureCode }: Told) {
  if (createdAt === undefined) refuse(new Error('a payment without its time'));
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
