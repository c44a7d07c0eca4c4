import { Refusal } from '../domain/refusal.ts';
import type { HttpResponse } from '../http/responses.ts';
import type { RpcCode } from './codes.ts';

/** Encoding of the request and response messages. */
export type Form = 'json' | 'proto';

/** The error that an RPC returns to its client. */
export type RpcFailure = Readonly<{ code: RpcCode; refusal: Refusal }>;

/** One RPC, independent of its protocol: how to read its request and how to write its response. */
export type Exchange = Readonly<{
  protocol: 'connect' | 'grpc-web';
  form: Form;
  /** The client's time-out, if it sent one. Throws if it is malformed. */
  timeoutMs: () => number | undefined;
  /** The bytes of the request message. Throws if the request violates the protocol. */
  message: () => Buffer;
  succeeded: (message: Uint8Array) => HttpResponse;
  failed: (failure: RpcFailure) => HttpResponse;
}>;

/** Refuses compressed messages, which also rules out decompression bombs. */
export function refuseCompression(encoding: string | undefined): void {
  if (encoding === undefined || encoding === 'identity') return;
  throw new Refusal('unsupported_content_encoding', 'send the message without compression');
}

/** Metadata of a failure, besides its code and message. */
export const failureMetadata = ({ refusal }: RpcFailure): Record<string, string> => ({
  'x-error-code': refusal.code,
  ...(refusal.details.retryAfterSeconds !== undefined && { 'retry-after': String(refusal.details.retryAfterSeconds) }),
});
