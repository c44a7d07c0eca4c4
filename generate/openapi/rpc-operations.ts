import type { DescMethod } from '@bufbuild/protobuf';
import { MethodOptions_IdempotencyLevel } from '@bufbuild/protobuf/wkt';
import type { Parameter } from './headers.ts';
import { type JsonSchema, ref } from './json-schema.ts';
import { commentOf } from './protos.ts';
import { rpcRefusals, rpcResponses } from './rpc-refusals.ts';
import { type RpcSample, samples } from './rpc-samples.ts';
import { schemaName } from './rpc-schema.ts';

const timeout: Parameter = {
  name: 'Connect-Timeout-Ms',
  in: 'header',
  description: 'Time-out of the call in milliseconds. After it, the call ends with `deadline_exceeded`.',
  schema: { type: 'integer', minimum: 1 },
};

export function sampleOf(method: DescMethod): RpcSample {
  const sample: RpcSample | undefined = Object.entries(samples).find(([name]) => name === nameOf(method))?.[1];
  if (sample === undefined)
    throw new Error(`${nameOf(method)} has no sample: add one in generate/openapi/rpc-samples.ts`);
  return sample;
}

export const nameOf = ({ name, parent }: DescMethod) => `${parent.typeName}/${name}`;

/** A method as a Connect unary call in JSON, which browsers and curl can send. Reads also as GET. */
export function operationsOf(method: DescMethod): Readonly<Record<string, object>> {
  const post = postOf(method);
  return method.idempotency === MethodOptions_IdempotencyLevel.NO_SIDE_EFFECTS
    ? { post, get: getOf(method) }
    : { post };
}

function postOf(method: DescMethod): object {
  const { example, keyed = false } = sampleOf(method);
  return {
    ...operationOf(method, 'post'),
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
    ...operationOf(method, 'get'),
    summary: `${summaryOf(method)} (GET)`,
    parameters: [
      query('encoding', 'Encoding of the request message.', { const: 'json', type: 'string' }, 'json'),
      query(
        'message',
        'The request message as JSON.',
        { type: 'string', contentMediaType: 'application/json' },
        message,
      ),
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

function operationOf(method: DescMethod, by: 'get' | 'post'): object {
  const sample = sampleOf(method);
  const { keyed = false, response, refusals } = sample;
  const isReplayed = keyed || refusals.includes('idempotency_key_reused');
  const headers = ['X-Request-Id', ...(isReplayed ? ['Idempotent-Replayed'] : [])];
  return {
    operationId: operationIdOf(method) + (by === 'get' ? 'ByGet' : ''),
    tags: [method.parent.typeName],
    summary: summaryOf(method),
    description: commentOf(method),
    responses: {
      200: {
        description: 'The call succeeded.',
        headers: Object.fromEntries(headers.map((name) => [name, { $ref: `#/components/headers/${name}` }])),
        content: { 'application/json': { schema: ref(schemaName(method.output)), example: inJson(response) } },
      },
      ...rpcResponses(rpcRefusals(sample, by)),
    },
  };
}

/** A message as ProtoJSON, where 64-bit integers are strings. */
const inJson = (message: unknown): unknown =>
  JSON.parse(JSON.stringify(message, (_name, value) => (typeof value === 'bigint' ? `${value}` : value)));

/** `CreatePayment` becomes "Create payment". */
const summaryOf = ({ name }: DescMethod) => name.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** `payments.v1.PaymentService/GetPayment` becomes `paymentsV1GetPayment`. */
function operationIdOf({ name, parent }: DescMethod): string {
  const [service = '', version = ''] = parent.file.proto.package.split('.');
  return service + version.toUpperCase() + name;
}
