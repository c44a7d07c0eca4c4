import { Refusal } from '../domain/refusal.ts';
import type { Answer } from '../http/answers.ts';
import type { RpcCode } from './codes.ts';

/** The form that a message is sent in, either way. */
export type Form = 'json' | 'proto';

/** Why an RPC failed, as its client is told. */
export type Failure = Readonly<{ code: RpcCode; refusal: Refusal }>;

/** One RPC as its protocol carries it. */
export type Exchange = Readonly<{
  protocol: 'connect' | 'grpc-web';
  form: Form;
  /** How many milliseconds the client waits, if it says so. Throws if what it says cannot be read. */
  timeoutMs: () => number | undefined;
  /** The bytes of the request's message. Throws if the request is not one of the protocol. */
  message: () => Buffer;
  succeeded: (message: Uint8Array) => Answer;
  failed: (failure: Failure) => Answer;
}>;

/** Refuses messages that are compressed. Nothing unpacks them here, so nothing small can grow large. */
export function refuseCompression(encoding: string | undefined): void {
  if (encoding === undefined || encoding === 'identity') return;
  throw new Refusal('unsupported_content_encoding', 'send the message without compression');
}

/** What a failure says in metadata, besides its code and message. */
export const failureMetadata = ({ refusal }: Failure): Record<string, string> => ({
  'x-error-code': refusal.code,
  ...(refusal.details.retryAfterSeconds !== undefined && { 'retry-after': String(refusal.details.retryAfterSeconds) }),
});
