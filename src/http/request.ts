import type { APIGatewayProxyEvent } from 'aws-lambda';
import { holdsCardNumber } from '../domain/card-number.ts';
import { Refusal, type RefusalCode } from '../domain/refusal.ts';

/** A request before validation: nothing in it is trusted yet. */
export type Request = Readonly<{
  /** API Gateway's request id, which appears in the log, the response and every error. */
  id: string;
  method: string;
  /** Percent-encoded, as the client sent it. */
  path: string;
  /** The authenticated identity. Idempotency keys are scoped to it. */
  caller: string;
  /** By lower-case name, values in the order they were sent. */
  headers: ReadonlyMap<string, readonly string[]>;
  query: ReadonlyMap<string, readonly string[]>;
  pathParameters: Readonly<Record<string, string | undefined>>;
  body: string | null;
  isBase64Encoded: boolean;
}>;

/** Does not check for card numbers: call `refuseCardNumbersIn` before reading anything from the request. */
export function requestOf(event: APIGatewayProxyEvent): Request {
  return {
    id: event.requestContext.requestId,
    method: event.httpMethod,
    path: event.path,
    caller: callerOf(event.requestContext.identity),
    headers: lowerCased(event.multiValueHeaders, event.headers),
    query: valuesOf(event.multiValueQueryStringParameters, event.queryStringParameters),
    pathParameters: event.pathParameters ?? {},
    body: event.body,
    isBase64Encoded: event.isBase64Encoded,
  };
}

/** A path parameter, percent-decoded once. */
export const pathText = (request: Request, parameter: string): string =>
  decoded(request.pathParameters[parameter] ?? '');

/** A path parameter that is an id. Undefined if it is not a valid id, so nothing can be found by it. */
export function pathId(request: Request, parameter: string): string | undefined {
  const id = pathText(request, parameter);
  return /^[A-Za-z0-9_-]{1,64}$/.test(id) ? id : undefined;
}

/** Like `pathId`, but refuses invalid ids with `notFound`. */
export function requiredPathId(request: Request, parameter: string, notFound: RefusalCode): string {
  const id = pathId(request, parameter);
  if (id === undefined) throw new Refusal(notFound, 'there is nothing with this id');
  return id;
}

/** The last value of a header. Where conflicting values matter (idempotency keys), read `headers` instead. */
export function header(request: Request, name: string): string | undefined {
  return request.headers.get(name)?.at(-1);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Refusal('malformed_path', 'the path has invalid percent-encoding');
  }
}

/**
 * The IAM principal, or the API key. The session name of an assumed role is left out, because a retry may come from
 * another session. Without authentication all clients are the same caller.
 */
function callerOf(identity: APIGatewayProxyEvent['requestContext']['identity'] | undefined): string {
  if (identity?.userArn) return identity.userArn.replace(/^(arn:[^:]+:sts::\d*:assumed-role\/[^/]+)\/.*$/, '$1');
  return identity?.apiKeyId ? `api-key:${identity.apiKeyId}` : 'anonymous';
}

type Multi = Record<string, string[] | undefined> | null;
type Single = Record<string, string | undefined> | null;

function valuesOf(multi: Multi | undefined, single: Single | undefined): Map<string, readonly string[]> {
  const values = new Map<string, readonly string[]>();
  for (const [name, value] of Object.entries(single ?? {})) if (value !== undefined) values.set(name, [value]);
  for (const [name, all] of Object.entries(multi ?? {})) if (all?.length) values.set(name, all);
  return values;
}

/** API Gateway preserves the case of header names. */
function lowerCased(multi: Multi | undefined, single: Single | undefined): Map<string, readonly string[]> {
  const headers = new Map<string, readonly string[]>();
  for (const [name, values] of valuesOf(multi, single)) {
    const known = headers.get(name.toLowerCase()) ?? [];
    headers.set(name.toLowerCase(), [...known, ...values]);
  }
  return headers;
}

/** Refuses card numbers in path, query and idempotency key. The body is checked when it is read. */
export function refuseCardNumbersIn({ path, query, headers }: Request): void {
  const texts = [path, ...query.keys(), ...[...query.values()].flat(), ...(headers.get('idempotency-key') ?? [])];
  if (texts.some(holdsCardNumber)) {
    throw new Refusal(
      'card_number_not_accepted',
      'the path, the query or the idempotency key contains what looks like a card number',
    );
  }
}
