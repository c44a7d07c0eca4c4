import { Code, ConnectError } from '@connectrpc/connect';
import { ErrorInfoSchema } from '../generated/proto/google/rpc/error_details_pb.ts';
import { Refusal } from '../src/domain/refusal.ts';
import { responseMetadata } from './metadata.ts';

/** Standard error details that gRPC clients can decode (google/rpc/error_details.proto). */
const knownDetails = [
  'google.rpc.BadRequest',
  'google.rpc.ErrorInfo',
  'google.rpc.PreconditionFailure',
  'google.rpc.QuotaFailure',
  'google.rpc.RetryInfo',
];

/**
 * Converts an upstream error to an error of the edge: same code and message, with the metadata and details that clients
 * may see. Connect would drop the metadata of an upstream error, because it contains all headers of another hop.
 */
export function relayedError(error: unknown): ConnectError {
  if (error instanceof Refusal) return metadataError(error);
  const caught = ConnectError.from(error);
  // Neither sent by the API nor created by the transport: Connect could not parse the response.
  if (caught.code === Code.Unknown && !caught.isWireError) {
    return new ConnectError('the payment API sent a malformed response', Code.Internal, {}, [], error);
  }
  const relayed = new ConnectError(caught.rawMessage, caught.code, responseMetadata(caught.metadata), [], error);
  relayed.details = caught.details.filter((detail) => 'type' in detail && knownDetails.includes(detail.type));
  return relayed;
}

/** The edge itself refuses only invalid metadata. The error looks like those of the API. */
function metadataError({ message, code, details: { field } }: Refusal): ConnectError {
  const value = { reason: code, domain: 'payment-service', metadata: field === undefined ? {} : { field } };
  return new ConnectError(message, Code.InvalidArgument, { 'x-error-code': code }, [{ desc: ErrorInfoSchema, value }]);
}
