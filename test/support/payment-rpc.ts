import { randomUUID } from 'node:crypto';
import { create } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import {
  Code,
  ConnectError,
  type ConnectRouter,
  createConnectRouter,
  type HandlerContext,
  type ServiceImpl,
} from '@connectrpc/connect';
import { createFetchHandler } from '@connectrpc/connect/protocol';
import {
  type CreatePaymentRequest,
  CreatePaymentResponseSchema,
  GetPaymentResponseSchema,
  PaymentService,
} from '../../generated/proto/payment/v1/payment_pb.ts';
import type { Io } from '../../src/runtime/io.ts';

type Call = Readonly<{ rpc: string; message: Record<string, unknown>; key: string | null; requestId: string | null }>;
type Created = ReturnType<typeof madeOf>;

export const rpcRefusal = (code: Code, reason: string, text: string, retryAfter?: string) =>
  new ConnectError(text, code, {
    'x-error-code': reason,
    ...(retryAfter !== undefined && { 'retry-after': retryAfter }),
  });

/** Stands in for another process: payment.v1 by the library's own server, with payments that a test's clients made. */
export class PaymentRpc {
  /** Every call that arrived. */
  readonly calls: Call[] = [];
  /** Thrown by every call instead of an answer. */
  fault: unknown;
  /** Each call waits for this before it answers. */
  pause: Promise<void> | undefined;
  /** Answers before the call comes to its method, as API Gateway would. */
  gateway: (() => Promise<Response>) | undefined;
  readonly #payments = new Map<string, Created>();
  readonly #byKey = new Map<string, Readonly<{ wanted: string; payment: Created }>>();

  /** Registers the service, as any server's routes are. */
  readonly routes = (router: ConnectRouter): void => {
    router.service(PaymentService, this.#service);
  };

  /** Connect over `fetch`, at any address. */
  readonly fetch: Io['fetch'] = (url, init) => {
    if (this.gateway !== undefined) return this.gateway();
    const router = createConnectRouter();
    this.routes(router);
    const { pathname } = new URL(url);
    const handler = router.handlers.find(({ requestPath }) => pathname.endsWith(requestPath));
    if (handler === undefined) return Promise.resolve(new Response(null, { status: 404 }));
    const { signal = null, ...sent } = init;
    if (signal?.aborted) return Promise.reject(signal.reason);
    const aborted = new Promise<never>((_resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason));
    });
    return Promise.race([createFetchHandler(handler)(new Request(url, sent)), aborted]);
  };

  readonly #service: ServiceImpl<typeof PaymentService> = {
    createPayment: async (message, context) => {
      await this.#heard('CreatePayment', message, context);
      if (message.customerId === '') {
        throw rpcRefusal(Code.InvalidArgument, 'field_required', 'customer_id is missing');
      }
      if (!/^\d+(\.\d{1,2})?$/.test(message.amount)) {
        throw rpcRefusal(Code.InvalidArgument, 'amount_format', 'an amount is a plain decimal number');
      }
      return this.#created(message, context);
    },
    getPayment: async (message, context) => {
      await this.#heard('GetPayment', message, context);
      const payment = this.#payments.get(message.paymentId);
      if (payment === undefined) throw rpcRefusal(Code.NotFound, 'payment_not_found', 'no payment has this id');
      const { $typeName: _, ...fields } = payment;
      return create(GetPaymentResponseSchema, fields);
    },
    processPayment: () => {
      throw new ConnectError('the mock processes nothing', Code.Unimplemented);
    },
    healthCheck: async (message, context) => {
      await this.#heard('HealthCheck', message, context);
      return { status: 'SERVING', version: 'test' };
    },
  };

  async #heard(rpc: string, { $typeName: _, ...message }: Readonly<{ $typeName: string }>, context: HandlerContext) {
    const { requestHeader: metadata } = context;
    const call = { rpc, message, key: metadata.get('idempotency-key'), requestId: metadata.get('x-request-id') };
    this.calls.push(call);
    await this.pause;
    if (this.fault !== undefined) throw this.fault;
  }

  #created(message: CreatePaymentRequest, { requestHeader, responseHeader }: HandlerContext): Created {
    const key = requestHeader.get('idempotency-key');
    const wanted = JSON.stringify(message);
    const before = key === null ? undefined : this.#byKey.get(key);
    if (before !== undefined && before.wanted !== wanted) {
      throw rpcRefusal(Code.AlreadyExists, 'idempotency_key_reused', 'the key was used for another request');
    }
    if (before !== undefined) responseHeader.set('idempotent-replayed', 'true');
    const payment = before?.payment ?? madeOf(message);
    if (key !== null) this.#byKey.set(key, { wanted, payment });
    this.#payments.set(payment.paymentId, payment);
    return payment;
  }
}

function madeOf({ amount, currency, customerId, paymentMethod }: CreatePaymentRequest) {
  const isDeclined = paymentMethod === 'pm_declined';
  return create(CreatePaymentResponseSchema, {
    paymentId: randomUUID(),
    amount,
    currency,
    customerId,
    paymentMethod,
    status: isDeclined ? 'failed' : 'created',
    failureCode: isDeclined ? 'card_declined' : '',
    createdAt: timestampFromDate(new Date('2026-11-21T12:00:00.000Z')),
  });
}
