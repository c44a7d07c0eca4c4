import type { APIGatewayProxyEvent } from 'aws-lambda';
import { holdsCardNumber } from '../domain/card-number.ts';
import { Refusal, type RefusalCode } from '../domain/refusal.ts';

/** A request as the contracts read it: nothing in here is trusted yet. */
export type Request = Readonly<{
  /** API Gateway's id of this request: in the log, the answer and every error. */
  id: string;
  method: string;
  /** As it was sent, percent-encoded. */
  path: string;
  /** Who asks, as far as API Gateway knows; idempotency keys are theirs. */
  caller: string;
  /** By lower-case name, in the order they were sent. */
  headers: ReadonlyMap<string, readonly string[]>;
  query: ReadonlyMap<string, readonly string[]>;
  pathParameters: Readonly<Record<string, string | undefined>>;
  body: string | null;
  isBase64Encoded: boolean;
}>;

/** Whoever reads it says first that it holds no card number: `refuseCardNumbersIn`. */
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

/** What stands in the path, decoded once. */
export const pathText = (request: Request, parameter: string): string =>
  decoded(request.pathParameters[parameter] ?? '');

/** The id in the path, or nothing if no id can look like that: such a thing cannot be found either. */
export function pathId(request: Request, parameter: string): string | undefined {
  const id = pathText(request, parameter);
  return /^[A-Za-z0-9_-]{1,64}$/.test(id) ? id : undefined;
}

/** The id in the path of something that is not looked at first. */
export function requiredPathId(request: Request, parameter: string, notFound: RefusalCode): string {
  const id = pathId(request, parameter);
  if (id === undefined) throw new Refusal(notFound, 'nothing has this id');
  return id;
}

/** The one value of a header, or nothing; two that differ are the caller's mistake and refused where it matters. */
export function header(request: Request, name: string): string | undefined {
  return request.headers.get(name)?.at(-1);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Refusal('malformed_path', 'the path is not validly percent-encoded');
  }
}

/**
 * An access key of IAM names its principal; the session of an assumed role is left out, because a retry may come from
 * another one. Without authentication everybody is the same caller.
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

/** API Gateway keeps the case in which a header was sent. */
function lowerCased(multi: Multi | undefined, single: Single | undefined): Map<string, readonly string[]> {
  const headers = new Map<string, readonly string[]>();
  for (const [name, values] of valuesOf(multi, single)) {
    const known = headers.get(name.toLowerCase()) ?? [];
    headers.set(name.toLowerCase(), [...known, ...values]);
  }
  return headers;
}

/** Refuses what looks like a card number in everything but the body. */
export function refuseCardNumbersIn({ path, query, headers }: Request): void {
  const texts = [path, ...query.keys(), ...[...query.values()].flat(), ...(headers.get('idempotency-key') ?? [])];
  if (texts.some(holdsCardNumber)) {
    throw new Refusal('card_number_not_accepted', 'the request holds what looks like a card number');
  }
}
