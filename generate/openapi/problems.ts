import { gatewayResponses } from '../../lib/gateway-responses.ts';
import { Refusal, type RefusalCode } from '../../src/domain/refusal.ts';
import { isRefusalCode, problem, problems } from '../../src/http/problems.ts';
import { type JsonSchema, listOf, nullable, objectOf, oneOf, ref } from './json-schema.ts';
import { problemExamples } from './problem-examples.ts';

/** Meaning of each status, over all operations. */
const meanings: Readonly<Record<number, string>> = {
  400: 'The request is invalid and would be invalid again. `field` names the part that is wrong.',
  403: 'The request is not signed, its signature is not accepted, or no route has this method and path.',
  404: 'Not found.',
  409: 'The current state does not allow it. With `Retry-After`, it may soon.',
  413: 'The body is too large.',
  415: 'The media type or encoding of the body is not supported.',
  422: 'The idempotency key was used for another request.',
  429: 'Too many requests. Slow down.',
  500: 'A bug in the service. It is safe to send the request again with the same key.',
  502: 'The service failed before it could answer. It is safe to send the request again with the same key.',
  503: 'A dependency does not answer. Nothing is lost: send the request again with the same key.',
  504: 'The answer took too long. Send the request again with the same key.',
};

type Gateway = Readonly<{ status: number; code: string; title: string; detail: string }>;

/** Answers of API Gateway instead of a function. The two defaults keep API Gateway's own status: as a rule 400 or 500. */
export const gatewayProblems: readonly Gateway[] = gatewayResponses.map(({ type, templates }) => ({
  status: type.responseType === 'DEFAULT_5XX' ? 500 : 400,
  ...JSON.parse(templates?.['application/json'] ?? ''),
}));

const text: JsonSchema = { type: 'string' };
const allCodes = [...new Set([...Object.keys(problems), ...gatewayProblems.map(({ code }) => code)])].sort();

export const problemSchemas: Readonly<Record<string, JsonSchema>> = {
  Problem: objectOf(
    'A refusal (RFC 9457).',
    {
      type: { ...text, format: 'uri', description: 'URI of the kind of problem.' },
      title: { ...text, description: 'Kind of problem, for people.' },
      status: { type: 'integer', minimum: 400, maximum: 599, description: 'HTTP status.' },
      detail: { ...text, description: 'What is wrong with this request, for people.' },
      instance: { ...text, format: 'uri', description: 'URI of this occurrence; it contains the request id.' },
      code: { ...oneOf(...allCodes), description: 'Kind of problem, for programs.' },
      error: { ...text, description: 'Same as `title`, where older clients look for it.' },
      request_id: { ...text, description: 'Id of this request, as in the log.' },
    },
    {
      field: { ...text, description: 'JSON pointer into the body, or name of the header or parameter that is wrong.' },
      mismatched: { ...listOf(text), description: "Fields in which the request differs from the key's first one." },
      payment_id: {
        ...nullable(ref('Id')),
        description: 'Payment that exists already, that is worked on, or to look up after a fault.',
      },
      refund_id: { type: 'string', description: 'Refund to look up after a fault of a request without a key.' },
      trip_id: { ...ref('Id'), description: 'Trip of the request.' },
      order_id: { ...ref('Id'), description: 'Order of the request.' },
      authorized_amount: { ...text, description: 'Amount that was authorized.' },
      captured_amount: { ...text, description: 'Amount that was captured, or is being captured.' },
      refundable_amount: { ...text, description: 'Amount that can still be refunded.' },
      refunded_amount: { ...text, description: 'Amount refunded so far.' },
      from: { ...text, description: 'Current status of the payment.' },
      allowed: { ...listOf(text), description: 'Statuses that the payment may change to.' },
    },
  ),
};

const problemMedia = 'application/problem+json';
const gatewayMedia = 'application/json';

/** Statuses that API Gateway answers with on every route; a body adds 413. */
const gatewayStatuses = (hasBody: boolean) => [400, 403, 429, 500, 502, 504, ...(hasBody ? [413] : [])];

/** The refusals of one operation: those of its function by their codes, and those of API Gateway before it. */
export function refusalsOf(path: string, codes: readonly RefusalCode[], hasBody: boolean): Record<string, unknown> {
  const statuses = new Set([...gatewayStatuses(hasBody), ...codes.map((code) => problems[code][0])]);
  const byStatus = [...statuses].sort((one, other) => one - other);
  return Object.fromEntries(byStatus.map((status) => [status, refusalOf(path, status, codes, hasBody)]));
}

function refusalOf(path: string, status: number, codes: readonly RefusalCode[], hasBody: boolean): object {
  const media = path.startsWith('/v1/') ? problemMedia : gatewayMedia;
  const own = codes.filter((code) => problems[code][0] === status);
  const gateway = gatewayStatuses(hasBody).includes(status)
    ? gatewayProblems.filter((one) => one.status === status)
    : [];
  const all: readonly Readonly<{ type: string; code: string }>[] = [
    ...own.map((code) => ({ type: media, code })),
    ...gateway.map(({ code }) => ({ type: gatewayMedia, code })),
  ];
  return {
    description: meanings[status],
    headers: {
      'X-Request-Id': { $ref: '#/components/headers/X-Request-Id' },
      ...([409, 429, 502, 503, 504].includes(status) && {
        'Retry-After': { $ref: '#/components/headers/Retry-After' },
      }),
    },
    content: Object.fromEntries(
      [...Map.groupBy(all, ({ type }) => type)].map(([type, refusals]) => [type, mediaOf(path, status, refusals)]),
    ),
  };
}

function mediaOf(path: string, status: number, refusals: readonly Readonly<{ code: string }>[]): object {
  const codes = [...new Set(refusals.map(({ code }) => code))].sort();
  return {
    schema: problemOf(status, codes),
    example: exampleOf(path, status, refusals[0]?.code ?? ''),
  };
}

/** The schema of a problem that has one of some codes. */
export const problemOf = (status: number, codes: readonly string[]): JsonSchema => ({
  allOf: [ref('Problem'), { properties: { status: { const: status }, code: oneOf(...new Set(codes)) } }],
});

const requestId = 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef';

/** The very object that the service, or API Gateway, would answer with. */
export function exampleOf(path: string, status: number, code: string): unknown {
  const gateway = gatewayProblems.find((one) => one.code === code && one.status === status);
  if (isRefusalCode(code) && problems[code][0] === status) {
    const { detail, ...details } = problemExamples[code] ?? { detail: problems[code][1] };
    return JSON.parse(problem(new Refusal(code, detail, details), { id: requestId, path }).body);
  }
  return JSON.parse(JSON.stringify({ ...gateway, status }).replaceAll('$context.requestId', requestId));
}
