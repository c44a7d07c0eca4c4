import type { DescMethodUnary, Message } from '@bufbuild/protobuf';
import { Code, ConnectError, type ConnectRouter, type HandlerContext, type Transport } from '@connectrpc/connect';
import { requestMetadata, responseMetadata, sentMetadata } from './metadata.ts';
import { relayedError } from './relayed-error.ts';
import { forwarded, isUnary } from './served-services.ts';

/**
 * Longer than the functions' own time-out of 10 s with a cold start, so that a client without a deadline gets their answer:
 * it says whether the outcome is known, and names the payment of a call without a key.
 */
const defaultDeadlineMs = 15_000;

/** Below the 29 s time-out of API Gateway, so that the client gets DEADLINE_EXCEEDED and not a gateway error. */
const longestDeadlineMs = 28_500;

/** Forwards every unary method of the payment services to the API, using only its descriptor. */
export function forwardPayments(router: ConnectRouter, upstream: Transport): void {
  for (const method of forwarded.flatMap(({ methods }) => methods).filter(isUnary)) {
    router.rpc(method, (request, context) => forward(method, request, context, upstream));
  }
}

async function forward(
  method: DescMethodUnary,
  request: Message,
  context: HandlerContext,
  upstream: Transport,
): Promise<Message> {
  const left = Math.floor(Math.min(context.timeoutMs() ?? defaultDeadlineMs, longestDeadlineMs));
  // Connect transports treat 0 as "no deadline".
  if (left <= 0) throw new ConnectError('the deadline passed before the call was forwarded', Code.DeadlineExceeded);
  try {
    const metadata = requestMetadata(context.values.get(sentMetadata));
    const response = await upstream.unary(method, context.signal, left, metadata, request);
    for (const [name, value] of responseMetadata(response.header)) context.responseHeader.set(name, value);
    return response.message;
  } catch (error) {
    throw relayedError(error);
  }
}
