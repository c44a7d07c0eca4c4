import { GraphQLError } from 'graphql';
import type { Refusal } from '../../src/domain/refusal.ts';
import { type Answer, json } from '../../src/http/answers.ts';
import { refusalOf, statusOf } from '../../src/http/problems.ts';
import type { Request } from '../../src/http/request.ts';
import { rpcCodes } from '../../src/rpc/codes.ts';

/** A refusal as GraphQL has it: `code` is the gRPC one, `reason` ours, `retryAfter` in seconds. */
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
 * What graphql-js and graphql-http refuse, as the caller's mistake that it is. What a resolver threw besides a refusal
 * is a fault of ours, thrown on to be logged and answered without a word of it.
 */
export function formatted(error: Readonly<GraphQLError | Error>): GraphQLError {
  if (!(error instanceof GraphQLError)) return new GraphQLError(error.message, { extensions: invalid });
  const { originalError } = error;
  if (originalError !== undefined && !(originalError instanceof GraphQLError)) throw originalError;
  if (error.extensions.code === undefined) Object.assign(error.extensions, invalid);
  return error;
}

const invalid = { code: 'INVALID_ARGUMENT' } as const;

/** What was refused before GraphQL began, or failed, in its form and with its HTTP status. */
export function refusedByGraphql(error: unknown, { id }: Pick<Request, 'id'>): Answer {
  const refusal = refusalOf(error);
  const { message, extensions } = graphqlError(refusal);
  const { retryAfterSeconds } = refusal.details;
  return json(
    statusOf(refusal.code),
    { errors: [{ message, extensions: { ...extensions, requestId: id } }] },
    retryAfterSeconds === undefined ? {} : { 'Retry-After': String(retryAfterSeconds) },
  );
}
