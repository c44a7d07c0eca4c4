import type { DescMethod } from '@bufbuild/protobuf';
import { MethodOptions_IdempotencyLevel } from '@bufbuild/protobuf/wkt';
import type { Parameter } from './headers.ts';
import { type JsonSchema, objectOf, oneOf, ref } from './json-schema.ts';
import { commentOf } from './protos.ts';
import { type Sample, samples } from './rpc-samples.ts';
import { schemaName } from './rpc-schema.ts';

const rpcCodes = [
  'canceled',
  'unknown',
  'invalid_argument',
  'deadline_exceeded',
  'not_found',
  'already_exists',
  'permission_denied',
  'resource_exhausted',
  'failed_precondition',
  'aborted',
  'out_of_range',
  'unimplemented',
  'internal',
  'unavailable',
  'data_loss',
  'unauthenticated',
];

export const rpcErrorSchema: JsonSchema = objectOf(
  'Why a call was refused, in the form of Connect.',
  { code: { ...oneOf(...rpcCodes), description: 'The gRPC code, in small letters.' } },
  { message: { type: 'string' }, details: { type: 'array', items: { type: 'object' } } },
);

const timeout: Parameter = {
  name: 'Connect-Timeout-Ms',
  in: 'header',
  description: 'After how many milliseconds the caller gives up.',
  schema: { type: 'integer', minimum: 1 },
};

export function sampleOf(method: DescMethod): Sample {
  const sample = samples[nameOf(method)];
  if (sample === undefined) throw new Error(`give a sample of ${nameOf(method)} in generate/openapi/rpc-samples.ts`);
  return sample;
}

export const nameOf = ({ name, parent }: DescMethod) => `${parent.typeName}/${name}`;

/** A method in the form that a browser and curl can send: Connect, unary, in JSON; one that only reads by GET, too. */
export function operationsOf(method: DescMethod): Readonly<Record<string, object>> {
  const post = postOf(method);
  return method.idempotency === MethodOptions_IdempotencyLevel.NO_SIDE_EFFECTS
    ? { post, get: getOf(method) }
    : { post };
}

function postOf(method: DescMethod): object {
  const { example, keyed = false } = sampleOf(method);
  return {
    ...operationOf(method, ''),
    parameters: [...(keyed ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : []), timeout],
    requestBody: {
      required: true,
      content: { 'application/json': { schema: ref(schemaName(method.input)), example } },
    },
  };
}

function getOf(method: DescMethod): object {
  const message = JSON.stringify(sampleOf(method).example);
  return {
    ...operationOf(method, 'ByGet'),
    summary: `${summaryOf(method)}, by GET`,
    parameters: [
      query('encoding', 'The form of the message.', { const: 'json', type: 'string' }, 'json'),
      query('message', 'The request, as JSON.', { type: 'string', contentMediaType: 'application/json' }, message),
      timeout,
    ],
  };
}

const query = (name: string, description: string, schema: JsonSchema, example: string): Parameter => ({
  name,
  in: 'query',
  description,
  required: true,
  schema,
  example,
});

function operationOf(method: DescMethod, suffix: string): object {
  const { keyed = false } = sampleOf(method);
  const headers = ['X-Request-Id', ...(keyed ? ['Idempotent-Replayed'] : [])];
  return {
    operationId: operationIdOf(method) + suffix,
    tags: [method.parent.typeName],
    summary: summaryOf(method),
    description: commentOf(method),
    responses: {
      200: answer('The answer.', ref(schemaName(method.output)), headers),
      '4XX': answer('The call was refused.', refused, ['X-Request-Id', 'X-Error-Code', 'Retry-After']),
      '5XX': answer('The call could not be answered.', refused, ['X-Request-Id', 'X-Error-Code', 'Retry-After']),
    },
  };
}

/** `CreatePayment` is "Create payment". */
const summaryOf = ({ name }: DescMethod) => name.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** By a function in the form of Connect, or by API Gateway before it. */
const refused: JsonSchema = { anyOf: [ref('RpcError'), ref('Problem')] };

const answer = (description: string, schema: JsonSchema, headers: readonly string[]) => ({
  description,
  headers: Object.fromEntries(headers.map((name) => [name, { $ref: `#/components/headers/${name}` }])),
  content: { 'application/json': { schema } },
});

/** `payments.v1.PaymentService/GetPayment` is `paymentsV1GetPayment`. */
function operationIdOf({ name, parent }: DescMethod): string {
  const [service = '', version = ''] = parent.file.proto.package.split('.');
  return service + version.toUpperCase() + name;
}
