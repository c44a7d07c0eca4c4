import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Code, ConnectError, type HandlerContext } from '@connectrpc/connect';
import { connectNodeAdapter } from '@connectrpc/connect-node';
import { PaymentService as CustomerPayments } from '../../generated/proto/payment/v1/payment_pb.ts';
import { PaymentService as ServicePayments } from '../../generated/proto/payments/v1/payments_pb.ts';

/** A call as the API received it. */
type Seen = { method: string; path: string; headers: IncomingHttpHeaders; aborted: boolean };

export type PaymentApi = AsyncDisposable & Readonly<{ url: string; seen: readonly Seen[]; answerHeld(): void }>;

/**
 * The payment API in memory, over Connect as it is on AWS. What a payment's id says happens to the call for it:
 * `not_found` and the other codes fail with it, `held` is answered when the test calls `answerHeld`.
 */
export function memoryPaymentApi(): Promise<PaymentApi> {
  let made = 0;
  const held = Promise.withResolvers<void>();
  const payments = new Map<string, Readonly<{ paymentId: string }>>();
  const find = async (paymentId: string, context: HandlerContext) => {
    await happening(paymentId, context, held.promise);
    return { ...payments.get(paymentId), paymentId };
  };
  const keep = <P extends object>(context: HandlerContext, payment: P) => {
    made += 1;
    const kept = { ...payment, paymentId: `p-${made}` };
    payments.set(kept.paymentId, kept);
    context.responseHeader.set('x-request-id', `r-${made}`);
    context.responseHeader.set('idempotent-replayed', 'true');
    context.responseHeader.set('set-cookie', 'secret=1');
    return kept;
  };
  const adapter = connectNodeAdapter({
    jsonOptions: { useProtoFieldName: true, alwaysEmitImplicit: true },
    routes: (router) =>
      router
        .service(CustomerPayments, {
          async createPayment({ amount, currency, customerId }, context) {
            await happening(customerId, context, held.promise);
            return keep(context, { amount, currency, customerId, status: 'created' });
          },
          getPayment: ({ paymentId }, context) => find(paymentId, context),
          processPayment: ({ paymentId }, context) => find(paymentId, context),
          healthCheck: () => ({ status: 'SERVING' }),
        })
        .service(ServicePayments, {
          requestPayment: ({ $typeName, ...request }, context) =>
            keep(context, { ...request, status: 'SUCCEEDED', message: 'charged' }),
          getPayment: ({ paymentId }, context) => find(paymentId, context),
          health: () => ({ status: 'SERVING' }),
        }),
  });
  return servedBy(adapter, held.resolve);
}

/** An API that gives every call this one answer. */
export function answeringApi(status: number, headers: Readonly<Record<string, string>>, body: string) {
  return servedBy((_, response) => response.writeHead(status, headers).end(body));
}

async function servedBy(answer: RequestListener, answerHeld = () => {}): Promise<PaymentApi> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    const { method = '', url = '', headers } = request;
    const call: Seen = { method, path: url.split('?', 1)[0] ?? '', headers, aborted: false };
    seen.push(call);
    response.once('close', () => {
      call.aborted = !response.writableFinished;
    });
    answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, seen, answerHeld, [Symbol.asyncDispose]: () => end(server) };
}

async function end(server: Server): Promise<void> {
  server.close();
  server.closeAllConnections();
}

async function happening(id: string, { signal }: HandlerContext, held: Promise<void>): Promise<void> {
  if (id === 'held') await Promise.race([held, once(signal, 'abort')]);
  const code = codes.get(id);
  if (code === undefined) return;
  const metadata = { 'x-error-code': `because_${id}`, 'retry-after': '7', 'x-internal': 'secret' };
  const error = new ConnectError(`it is ${id}: né ✓`, code, metadata);
  error.details = [
    { type: 'google.rpc.ErrorInfo', value: new Uint8Array([10, 2, 104, 105]) },
    { type: 'internal.Stack', value: new Uint8Array([1]) },
  ];
  throw error;
}

/** Connect's names of the codes, as over HTTP. */
const codes = new Map<string, Code>(
  Object.entries(Code)
    .filter((entry): entry is [string, Code] => typeof entry[1] === 'number')
    .map(([name, code]) => [name.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase(), code]),
);
export const codeNames: readonly string[] = [...codes.keys()];
