import { ConnectError, createClient, type Transport } from '@connectrpc/connect';
import { createConnectTransport, createGrpcWebTransport } from '@connectrpc/connect-web';
import { PaymentService } from '../../generated/proto/payment/v1/payment_pb.ts';
import { documentedMutation } from '../examples/documented-rpc.ts';
import { grpcClients } from './grpc-clients.ts';
import { repeatingFetch } from './repeating-fetch.ts';
import type { Target } from './target.ts';

/** The payment that was made or found, or the code of the refusal. */
type Arrived = Readonly<{ paymentId: string } | { code: string }>;

/** Asks for one payment of a customer, whose key arrives in these header lines. */
export type KeyFace = (target: Target, lines: readonly string[]) => Promise<Arrived>;

const wanted = { amount: '25.00', currency: 'EUR', customer_id: 'cust-9', payment_method: 'card' };
const posted = (url: string, body: object, lines: readonly string[]) =>
  repeatingFetch('Idempotency-Key', lines)(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });

async function rpc(transport: Transport): Promise<Arrived> {
  const message = { amount: '25.00', currency: 'EUR', customerId: 'cust-9', paymentMethod: 'card' };
  try {
    return { paymentId: (await createClient(PaymentService, transport).createPayment(message)).paymentId };
  } catch (error) {
    return { code: ConnectError.from(error).metadata.get('x-error-code') ?? String(error) };
  }
}

export const keyFaces: Readonly<Record<string, KeyFace>> = {
  REST: async ({ url }, lines) => {
    const { payment_method: _card, ...fields } = wanted;
    const answer = await posted(`${url}/v1/payments`, { ...fields, capture: false }, lines);
    const { payment_id, code } = (await answer.json()) as Record<string, string>;
    return answer.status === 201 ? { paymentId: String(payment_id) } : { code: String(code) };
  },
  'gRPC by the edge': async ({ grpc }, lines) => {
    const clients = grpcClients(grpc);
    const { code, answer, metadata } = await clients.customers('CreatePayment', wanted, { 'idempotency-key': lines });
    clients.close();
    if (code === 'OK') return { paymentId: String(answer?.payment_id) };
    return { code: code === 'INVALID_ARGUMENT' ? String(metadata['x-error-code']) : code };
  },
  'gRPC-Web': ({ url }, lines) =>
    rpc(createGrpcWebTransport({ baseUrl: url, fetch: repeatingFetch('Idempotency-Key', lines) })),
  Connect: ({ url }, lines) =>
    rpc(createConnectTransport({ baseUrl: url, fetch: repeatingFetch('Idempotency-Key', lines) })),
  'Connect by the edge': ({ grpc }, lines) =>
    rpc(createConnectTransport({ baseUrl: `http://${grpc}`, fetch: repeatingFetch('Idempotency-Key', lines) })),
  'REST of the requestor': async ({ requestor }, lines) => {
    const answer = await posted(`${requestor}/api/payments`, wanted, lines);
    const { data, code } = (await answer.json()) as { data?: { payment_id: string }; code?: string };
    return data ? { paymentId: data.payment_id } : { code: String(code) };
  },
  GraphQL: async ({ requestor }, lines) => {
    const body = { query: documentedMutation, variables: { input: wanted } };
    const { data, errors } = (await (await posted(`${requestor}/graphql`, body, lines)).json()) as {
      data?: { createPayment: { paymentId: string } | null };
      errors?: readonly Readonly<{ extensions: { reason: string } }>[];
    };
    const paymentId = data?.createPayment?.paymentId;
    return paymentId ? { paymentId } : { code: String(errors?.[0]?.extensions.reason) };
  },
};
