import type { DescMethodUnary, Message } from '@bufbuild/protobuf';
import { Code, ConnectError, type ConnectRouter, type HandlerContext, type Transport } from '@connectrpc/connect';
import { answerMetadata, requestMetadata, sentMetadata } from './metadata.ts';
import { relayedError } from './relayed-error.ts';
import { forwarded, isUnary } from './services.ts';

/** For callers that give no deadline. */
const defaultDeadlineMs = 10_000;

/** API Gateway gives up after 29 s: whoever would wait longer is told before. */
const longestDeadlineMs = 28_500;

/** Every unary method of the payment services goes to the API as it is, by its descriptor. */
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
  // A transport takes 0 for no deadline at all.
  if (left <= 0) throw new ConnectError('the deadline had passed before the call was sent on', Code.DeadlineExceeded);
  try {
    const metadata = requestMetadata(context.values.get(sentMetadata));
    const answer = await upstream.unary(method, context.signal, left, metadata, request);
    for (const [name, value] of answerMetadata(answer.header)) context.responseHeader.set(name, value);
    return answer.message;
  } catch (error) {
    throw relayedError(error);
  }
}
