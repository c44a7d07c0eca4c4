import { GraphQLError } from 'graphql';
import type { Refusal } from '../../src/domain/refusal.ts';
import { refusalOf, statusOf } from '../../src/http/problems.ts';
import type { Request } from '../../src/http/request.ts';
import { type HttpResponse, json } from '../../src/http/responses.ts';
import { rpcCodes } from '../../src/rpc/codes.ts';

/** Converts a refusal to a GraphQL error. `code` is the gRPC code, `reason` our refusal code, `retryAfter` in seconds. */
export function graphqlError({ code: reason, message, details }: Refusal): GraphQLError {
  return new GraphQLError(message, {
    extensions: {
      code: rpcCodes[reason].toUpperCase(),
      reason,
      ...(details.field !== undefined && { field: details.field }),
      ...(details.retryAfterSeconds !== undefined && { retryAfter: details.retryAfterSeconds }),
    },
  });
}

/**
 * Marks errors of graphql-js and graphql-http as client errors. Rethrows unexpected errors of resolvers, so that the
 * endpoint logs them and responds without detail.
 */
export function formatError(error: Readonly<GraphQLError | Error>): GraphQLError {
  if (!(error instanceof GraphQLError)) return new GraphQLError(error.message, { extensions: invalid });
  const { originalError } = error;
  if (originalError !== undefined && !(originalError instanceof GraphQLError)) throw originalError;
  if (error.extensions.code === undefined) Object.assign(error.extensions, invalid);
  return error;
}

const invalid = { code: 'INVALID_ARGUMENT' } as const;

/** Response for a request that failed before or outside of GraphQL execution: GraphQL errors with an HTTP status. */
export function graphqlErrorResponse(error: unknown, { id }: Pick<Request, 'id'>): HttpResponse {
  const refusal = refusalOf(error);
  const { message, extensions } = graphqlError(refusal);
  const { retryAfterSeconds } = refusal.details;
  return json(
    statusOf(refusal.code),
    { errors: [{ message, extensions: { ...extensions, requestId: id } }] },
    retryAfterSeconds === undefined ? {} : { 'Retry-After': String(retryAfterSeconds) },
  );
}
