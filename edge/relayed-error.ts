import { Code, ConnectError } from '@connectrpc/connect';
import { ErrorInfoSchema } from '../generated/proto/google/rpc/error_details_pb.ts';
import { Refusal } from '../src/domain/refusal.ts';
import { answerMetadata } from './metadata.ts';

/** Error details that clients of gRPC know how to read (google/rpc/error_details.proto). */
const knownDetails = [
  'google.rpc.BadRequest',
  'google.rpc.ErrorInfo',
  'google.rpc.PreconditionFailure',
  'google.rpc.QuotaFailure',
  'google.rpc.RetryInfo',
];

/**
 * An error of the API as the edge's own: code and message, and of metadata and details what callers are to see. Connect
 * does not relay the metadata of an error that came over the wire, and must not: it is all the headers of another hop.
 */
export function relayedError(error: unknown): ConnectError {
  if (error instanceof Refusal) return refusedHere(error);
  const caught = ConnectError.from(error);
  // Neither sent by the API nor made by the transport: an answer that Connect could not read.
  if (caught.code === Code.Unknown && !caught.isWireError) {
    return new ConnectError('the payment API sent an answer that cannot be read', Code.Internal, {}, [], error);
  }
  const relayed = new ConnectError(caught.rawMessage, caught.code, answerMetadata(caught.metadata), [], error);
  relayed.details = caught.details.filter((detail) => 'type' in detail && knownDetails.includes(detail.type));
  return relayed;
}

/** The edge refuses nothing but metadata by itself; in the same form as the API. */
function refusedHere({ message, code, details: { field } }: Refusal): ConnectError {
  const value = { reason: code, domain: 'payment-service', metadata: field === undefined ? {} : { field } };
  return new ConnectError(message, Code.InvalidArgument, { 'x-error-code': code }, [{ desc: ErrorInfoSchema, value }]);
}
