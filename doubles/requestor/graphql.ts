import { type DocumentNode, parse, validate } from 'graphql';
import { createHandler, type HandlerOptions } from 'graphql-http';
import { JsonNumber, type JsonObject, type JsonValue } from '../../src/contracts/strict-json.ts';
import { Refusal } from '../../src/domain/refusal.ts';
import { preferredType } from '../../src/http/accept.ts';
import { type Answer, replayed as asReplayed, text } from '../../src/http/answers.ts';
import { jsonBody } from '../../src/http/body.ts';
import { keyLineOf } from '../../src/http/idempotency-key.ts';
import type { Request } from '../../src/http/request.ts';
import { oneCreationErrors, sizeErrors } from './document-size.ts';
import { formatted, refusedByGraphql } from './graphql-errors.ts';
import type { PaymentServiceClient } from './payment-service.ts';
import { resolversOn } from './resolvers.ts';
import { schema } from './schema.ts';

/** A query is one long string. */
const longestString = 65_536;
const maxTokens = 1_000;
/** Who accepts neither gets JSON, as from every other endpoint, and not an empty 406. */
const mediaTypes = ['application/json', 'application/graphql-response+json'] as const;

/** Answers GraphQL over HTTP (https://graphql.github.io/graphql-over-http/draft/) within the limits of document-size.ts. */
export async function answerGraphql(request: Request, service: PaymentServiceClient): Promise<Answer> {
  let replayed = false;
  const key = keyLineOf(request);
  const asked = { requestId: request.id, idempotencyKey: key };
  const handle = createHandler({
    schema,
    rootValue: resolversOn(service, asked, () => {
      replayed = true;
    }),
    parse: (source) => parse(source, { maxTokens }),
    validate: validateWithin(key),
    formatError: formatted,
  });
  const [body, { status, headers }] = await handle(asGraphqlHttp(request));
  if (headers?.allow !== undefined) return notAllowed(request, headers.allow);
  const answer = text(status, body ?? '', headers?.['content-type'] ?? 'application/json');
  return replayed ? asReplayed(answer) : answer;
}

/** graphql-http refuses a mutation by GET, but without a code. */
function notAllowed(request: Request, allowed: string): Answer {
  const answer = refusedByGraphql(new Refusal('method_not_allowed', `send a mutation by ${allowed}`), request);
  return { ...answer, headers: { ...answer.headers, Allow: allowed } };
}

function validateWithin(key: string | undefined): NonNullable<HandlerOptions['validate']> {
  const ours = (document: DocumentNode) => [
    ...sizeErrors(document),
    ...(key === undefined ? [] : oneCreationErrors(document)),
  ];
  return (itsSchema, document, rules) => {
    const errors = ours(document);
    return errors.length > 0 ? errors : validate(itsSchema, document, rules);
  };
}

/** The body is read by us, as strictly as every other one; what graphql-http makes of it is in its documentation. */
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

/** Nothing in the schema is a number, so of one it only has to be told that it is none of ours. */
function toPlain(value: JsonValue): unknown {
  if (value instanceof JsonNumber) return Number(value.text);
  if (Array.isArray(value)) return value.map(toPlain);
  return typeof value === 'object' && value !== null ? toPlainObject(value as JsonObject) : value;
}

const toPlainObject = (object: JsonObject): Record<string, unknown> =>
  Object.fromEntries(Object.entries(object).map(([name, value]) => [name, toPlain(value)]));
