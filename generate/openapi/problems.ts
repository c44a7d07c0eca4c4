import { gatewayResponses } from '../../lib/gateway-responses.ts';
import { problems } from '../../src/http/problems.ts';
import { type JsonSchema, listOf, nullable, objectOf, oneOf, ref } from './json-schema.ts';

/** The statuses of this API's refusals; the requestor's has others. */
const meanings: Readonly<Record<number, string>> = {
  400: 'The request is wrong, and would be the next time. `field` says where.',
  403: 'The request is not signed, its signature is not accepted, or no route has this method and path.',
  404: 'There is no such thing.',
  409: 'What there is does not allow it now. With `Retry-After`, it may soon.',
  413: 'The body is too large.',
  415: 'The body is of a type or encoding that is not read.',
  422: 'The idempotency key was used for another request.',
  429: 'More requests came than are taken at once.',
  500: 'Our mistake. The request may be sent again, with the same key.',
  502: 'Our mistake. The request may be sent again, with the same key.',
  503: 'Something that we need does not answer. Send the request again, with the same key.',
  504: 'The answer took too long. Send the request again, with the same key.',
};

const refusals = [
  ...Object.entries(problems).map(([code, [status]]) => ({ code, status })),
  // What API Gateway refuses for reasons that it has no name for keeps its own status, which is 400 as a rule.
  ...gatewayResponses.map(({ templates }): { code: string; status: number } => ({
    status: 400,
    ...JSON.parse(templates?.['application/json'] ?? ''),
  })),
];

/** The codes of each status: what a function refuses, and what API Gateway refuses before it. */
const codesByStatus = new Map(
  [...Map.groupBy(refusals, ({ status }) => status)]
    .filter(([status]) => status in meanings)
    .map(([status, all]) => [status, [...new Set(all.map(({ code }) => code))].sort()]),
);

/** What every route may answer with. */
const ofEveryRoute = [400, 403, 429, 500, 502, 503, 504];
const ofEveryBody = [413, 415];

const text: JsonSchema = { type: 'string' };

const problem = objectOf(
  'Why a request was refused (RFC 9457).',
  {
    type: { ...text, format: 'uri', examples: ['urn:payment-service:problem:payment_not_found'] },
    title: { ...text, description: 'What kind of problem it is, for people.' },
    status: { type: 'integer', minimum: 400, maximum: 599 },
    detail: { ...text, description: 'What is wrong with this request, for people.' },
    instance: { ...text, format: 'uri' },
    code: { ...oneOf(...new Set([...codesByStatus.values()].flat().sort())), description: 'What programs go by.' },
    error: { ...text, description: 'The same as `title`, where older clients look for it.' },
    request_id: text,
  },
  {
    field: { ...text, description: 'A JSON pointer into the body, or the name of a header or parameter.' },
    mismatched: {
      ...listOf(text),
      description: 'In which fields the request differs from the first one with its key.',
    },
    payment_id: { ...nullable(ref('Id')), description: 'The payment that there is already.' },
    trip_id: ref('Id'),
    refundable_amount: { ...text, description: 'What remains to be refunded.' },
    refunded_amount: text,
    from: { ...text, description: 'The status of the payment.' },
    allowed: { ...listOf(text), description: 'What it may become.' },
  },
);

export const problemSchemas: Readonly<Record<string, JsonSchema>> = {
  Problem: problem,
  ...Object.fromEntries(
    [...codesByStatus].map(([status, codes]) => [
      `Problem${status}`,
      {
        ...problem,
        description: meanings[status],
        properties: {
          ...(problem.properties as object),
          status: { const: status },
          code: oneOf(...codes),
        },
      },
    ]),
  ),
};

/** By status, to be referred to; of a path under /v1 they are `application/problem+json`, unless API Gateway refuses. */
export const problemAnswers = Object.fromEntries(
  [...codesByStatus.keys()].map((status) => [
    `Problem${status}`,
    {
      description: meanings[status],
      headers: {
        'X-Request-Id': { $ref: '#/components/headers/X-Request-Id' },
        'Retry-After': { $ref: '#/components/headers/Retry-After' },
      },
      content: {
        'application/problem+json': { schema: ref(`Problem${status}`) },
        'application/json': { schema: ref(`Problem${status}`) },
      },
    },
  ]),
);

/** The refusals of a route, which it has besides those of every route. */
export function refusalsOf(besides: readonly number[], hasBody: boolean): Record<string, unknown> {
  const statuses = [...ofEveryRoute, ...(hasBody ? ofEveryBody : []), ...besides].sort((one, other) => one - other);
  return Object.fromEntries(statuses.map((status) => [status, { $ref: `#/components/responses/Problem${status}` }]));
}
