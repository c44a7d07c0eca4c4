import { gatewayResponses, saying } from '../../lib/gateway-responses.ts';
import { disputeStatuses } from '../../src/domain/dispute.ts';
import { Refusal, type RefusalCode } from '../../src/domain/refusal.ts';
import { isRefusalCode, problem, problems } from '../../src/http/problems.ts';
import { type JsonSchema, listOf, nullable, objectOf, oneOf, ref } from './json-schema.ts';
import { problemExamples } from './problem-examples.ts';

/** Description of each status, for all operations. */
const meanings: Readonly<Record<number, string>> = {
  400: 'The request is invalid. Correct it before you send it again; `field` names the invalid part.',
  403: 'The request is not signed, its signature was not accepted, or no route has this method and path.',
  404: 'Not found.',
  409: 'The current state does not allow this. If there is a `Retry-After` header, it may soon: send the request again.',
  413: 'The body is too large.',
  415: 'The media type or encoding of the body is not supported.',
  422: 'The idempotency key was already used for a different request.',
  429: 'Too many requests. Wait before you send it again.',
  500: 'Unexpected error in the service. It is safe to send the request again with the same key.',
  502: 'The service failed before it could respond. It is safe to send the request again with the same key.',
  503: 'A dependency is not available. It is safe to send the request again with the same key.',
  504: 'The response took too long. It is safe to send the request again with the same key.',
};

type GatewayProblem = Readonly<{ status: number; code: string; title: string; detail: string }>;

/** Errors that API Gateway produces. The two defaults keep API Gateway's original status, usually 400 or 500. */
export const gatewayProblems: readonly GatewayProblem[] = gatewayResponses.map(({ type, templates }) => ({
  status: type.responseType === 'DEFAULT_5XX' ? 500 : 400,
  ...JSON.parse(saying(templates?.['application/json'] ?? '', '')),
}));

const text: JsonSchema = { type: 'string' };
const allCodes = [...new Set([...Object.keys(problems), ...gatewayProblems.map(({ code }) => code)])].sort();

export const problemSchemas: Readonly<Record<string, JsonSchema>> = {
  Problem: objectOf(
    'An error (RFC 9457).',
    {
      type: { ...text, format: 'uri', description: 'URI that identifies the kind of error.' },
      title: { ...text, description: 'Kind of error, as text for people.' },
      status: { type: 'integer', minimum: 400, maximum: 599, description: 'HTTP status.' },
      detail: { ...text, description: 'What is wrong with this request, as text for people.' },
      instance: { ...text, format: 'uri', description: 'URI of this occurrence. It contains the request ID.' },
      code: { ...oneOf(...allCodes), description: 'Kind of error, as a stable code for programs.' },
      error: { ...text, description: 'Same as `title`, for older clients.' },
      request_id: { ...text, description: 'ID of this request. Quote it when you report a problem.' },
    },
    {
      field: {
        ...text,
        description: 'What is invalid: a JSON pointer into the body, or the name of a header or parameter.',
      },
      mismatched: { ...listOf(text), description: 'Fields whose values differ from the first request with this key.' },
      payment_id: {
        ...nullable(ref('Id')),
        description:
          'ID of the payment that conflicts with this request. After a 5xx to a request without a key: ID of the payment to look up.',
      },
      refund_id: {
        type: 'string',
        description: 'ID of the refund to look up, after a 5xx to a request without a key.',
      },
      trip_id: { ...ref('Id'), description: 'ID of the trip of this request.' },
      order_id: { ...ref('Id'), description: 'ID of the order of this request.' },
      authorized_amount: { ...text, description: 'Amount that was authorized.' },
      captured_amount: { ...text, description: 'Amount that was captured, or is being captured.' },
      break_id: { ...text, description: 'ID of the break that is not there.' },
      payment_currency: { ...text, description: 'Currency of the payment.' },
      refundable_amount: { ...text, description: 'Amount that can still be refunded.' },
      refunded_amount: { ...text, description: 'Amount refunded so far.' },
      endpoint_id: { ...text, description: 'ID of the webhook endpoint that has the URL.' },
      line: { type: 'integer', minimum: 1, description: 'Line of the report that cannot be read, or is too many.' },
      column: { ...text, description: 'Column of that line.' },
      dispute_id: { ...text, description: "The processor's ID of the dispute that forbids this." },
      dispute_status: { ...oneOf(...disputeStatuses), description: 'Status of that dispute.' },
      evidence_due_by: { ...ref('Timestamp'), description: 'Deadline for evidence in that dispute.' },
      from: { ...text, description: 'Current status of the payment.' },
      allowed: { ...listOf(text), description: 'Statuses that the payment can change to.' },
    },
  ),
};

const problemMedia = 'application/problem+json';
const gatewayMedia = 'application/json';

/** Statuses that API Gateway can produce on every route; 413 only for routes with a body. */
const gatewayStatuses = (hasBody: boolean) => [400, 403, 429, 500, 502, 504, ...(hasBody ? [413] : [])];

/** Error responses of an operation: those of its function by code, and those of API Gateway. */
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

/** Schema of a problem with one of the codes. */
export const problemOf = (status: number, codes: readonly string[]): JsonSchema => ({
  allOf: [ref('Problem'), { properties: { status: { const: status }, code: oneOf(...new Set(codes)) } }],
});

const requestId = 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef';

/** A real error body, as the service or API Gateway would produce it. */
export function exampleOf(path: string, status: number, code: string): unknown {
  const gateway = gatewayProblems.find((one) => one.code === code && one.status === status);
  if (isRefusalCode(code) && problems[code][0] === status) {
    const { detail, ...details } = problemExamples[code] ?? { detail: problems[code][1] };
    return JSON.parse(problem(new Refusal(code, detail, details), { id: requestId, path }).body);
  }
  return JSON.parse(JSON.stringify({ ...gateway, status }).replaceAll('$context.requestId', requestId));
}
