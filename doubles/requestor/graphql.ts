import { type DocumentNode, parse, validate } from 'graphql';
import { createHandler, type HandlerOptions } from 'graphql-http';
import { JsonNumber, type JsonObject, type JsonValue } from '../../src/contracts/strict-json.ts';
import { Refusal } from '../../src/domain/refusal.ts';
import { preferredType } from '../../src/http/accept.ts';
import { jsonBody } from '../../src/http/body.ts';
import { keyLineOf } from '../../src/http/idempotency-key.ts';
import type { Request } from '../../src/http/request.ts';
import { asReplay, type HttpResponse, text } from '../../src/http/responses.ts';
import { oneCreationErrors, sizeErrors } from './document-size.ts';
import { formatError, graphqlErrorResponse } from './graphql-errors.ts';
import type { PaymentServiceClient } from './payment-service-client.ts';
import { resolversFor } from './resolvers.ts';
import { schema } from './schema.ts';

/** In characters. A GraphQL query is a single string, so the usual limit for strings would be too low. */
const longestString = 65_536;
const maxTokens = 1_000;
/** The first one is also for clients that accept neither, as in all other endpoints, instead of an empty 406. */
const mediaTypes = ['application/json', 'application/graphql-response+json'] as const;

/** Serves GraphQL over HTTP (https://graphql.github.io/graphql-over-http/draft/) within the limits of document-size.ts. */
export async function handleGraphql(request: Request, service: PaymentServiceClient): Promise<HttpResponse> {
  let replayed = false;
  const key = keyLineOf(request);
  const metadata = { requestId: request.id, idempotencyKey: key };
  const handle = createHandler({
    schema,
    rootValue: resolversFor(service, metadata, () => {
      replayed = true;
    }),
    parse: (source) => parse(source, { maxTokens }),
    validate: validateWithin(key),
    formatError,
  });
  const [body, { status, headers }] = await handle(asGraphqlHttp(request));
  if (headers?.allow !== undefined) return notAllowed(request, headers.allow);
  const response = text(status, body ?? '', headers?.['content-type'] ?? 'application/json');
  return replayed ? asReplay(response) : response;
}

/** graphql-http refuses a mutation sent with GET, but without an error code. */
function notAllowed(request: Request, allowed: string): HttpResponse {
  const response = graphqlErrorResponse(new Refusal('method_not_allowed', `send mutations with ${allowed}`), request);
  return { ...response, headers: { ...response.headers, Allow: allowed } };
}

function validateWithin(key: string | undefined): NonNullable<HandlerOptions['validate']> {
  const limitErrors = (document: DocumentNode) => [
    ...sizeErrors(document),
    ...(key === undefined ? [] : oneCreationErrors(document)),
  ];
  return (schemaOfHandler, document, rules) => {
    const errors = limitErrors(document);
    return errors.length > 0 ? errors : validate(schemaOfHandler, document, rules);
  };
}

/** The request for graphql-http. Its body is already parsed, with the same strictness as in other endpoints. */
function asGraphqlHttp(request: Request) {
  const query = new URLSearchParams(
    [...request.query].map(([name, values]): [string, string] => [name, values[0] ?? '']),
  );
  return {
    method: request.method,
    url: `/graphql?${query}`,
    headers: { 'content-type': 'application/json', accept: preferredType(request, mediaTypes) },
    body: request.method === 'POST' ? toPlainObject(jsonBody(request, 'strict', longestString)) : null,
    raw: request,
    context: undefined,
  };
}

/** The schema has no numbers, so a number only needs to be recognizable as one to be refused: precision does not matter. */
function toPlain(value: JsonValue): unknown {
  if (value instanceof JsonNumber) return Number(value.text);
  if (Array.isArray(value)) return value.map(toPlain);
  return typeof value === 'object' && value !== null ? toPlainObject(value as JsonObject) : value;
}

const toPlainObject = (object: JsonObject): Record<string, unknown> =>
  Object.fromEntries(Object.entries(object).map(([name, value]) => [name, toPlain(value)]));
