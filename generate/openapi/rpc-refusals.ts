import type { RefusalCode } from '../../src/domain/refusal.ts';
import { problems } from '../../src/http/problems.ts';
import { httpStatusOf, type RpcCode, rpcCodes } from '../../src/rpc/codes.ts';
import { type JsonSchema, objectOf, oneOf, ref } from './json-schema.ts';
import { problemExamples } from './problem-examples.ts';
import { exampleOf, gatewayProblems, problemOf } from './problems.ts';
import { bodyRefusals } from './refusals.ts';
import type { RpcSample } from './rpc-samples.ts';

/** A refusal of a method: HTTP status, Connect code and refusal code. */
export type RpcRefusal = Readonly<{ status: number; code: RpcCode; reason: RefusalCode }>;

export const rpcErrorSchema: JsonSchema = objectOf(
  'The error of a failed call, in the Connect protocol.',
  { code: { ...oneOf(...new Set(Object.values(rpcCodes))), description: 'gRPC status code in lower case.' } },
  {
    message: { type: 'string', description: 'What is wrong with this call, as text for people.' },
    details: {
      type: 'array',
      items: { type: 'object' },
      description: 'A google.rpc.ErrorInfo whose `reason` is the stable error code, the same as `X-Error-Code`.',
    },
  },
);

const everyRpc = [
  'body_required',
  'card_number_not_accepted',
  'out_of_time',
  'timeout_invalid',
  'unsupported_protocol',
] as const;
/** Without `body_too_large`: API Gateway limits the size of the query. */
const inQuery: readonly RefusalCode[] = [
  ...bodyRefusals.filter((code) => code !== 'body_too_large'),
  'invalid_base64',
  'query_invalid',
];
const storeFaults = ['internal_error', 'store_unavailable'] as const;

/** All refusals of a method. */
export function rpcRefusals({ refusals, codes = {} }: RpcSample, method: 'get' | 'post'): readonly RpcRefusal[] {
  const all = new Set<RefusalCode>([
    ...everyRpc,
    ...(method === 'post' ? bodyRefusals : inQuery),
    ...storeFaults,
    ...refusals,
  ]);
  const known = [...all].map((reason) => {
    const code = codes[reason] ?? rpcCodes[reason];
    return { status: reason === 'unsupported_media_type' ? 415 : httpStatusOf(code), code, reason };
  });
  return [...known, ...beforeProtocol.map((reason) => ({ status: 415, code: rpcCodes[reason], reason }))];
}

/** Checked before the protocol is known. For requests that are no RPC, they have the HTTP status 415. */
const beforeProtocol = ['card_number_not_accepted', 'out_of_time', 'timeout_invalid'] as const;

/** Error responses of a call: Connect errors of the function, and problems of API Gateway. */
export function rpcResponses(refusals: readonly RpcRefusal[]): Record<string, unknown> {
  const statuses = new Set([...refusals, ...gatewayProblems].map(({ status }) => status));
  return Object.fromEntries(
    [...statuses].sort((one, other) => one - other).map((status) => [status, responseOf(status, refusals)]),
  );
}

function responseOf(status: number, refusals: readonly RpcRefusal[]): object {
  const own = refusals.filter((refusal) => refusal.status === status);
  const gateway = gatewayProblems.filter((one) => one.status === status).map(({ code }) => code);
  const schemas = [
    ...(own.length > 0 ? [narrowed('RpcError', { code: oneOf(...new Set(own.map(({ code }) => code))) })] : []),
    ...(gateway.length > 0 ? [problemOf(status, gateway)] : []),
  ];
  const reasons = own.map(({ reason }) => reason).sort();
  return {
    description: reasons.length > 0 ? 'The call failed.' : 'API Gateway rejected the call.',
    headers: {
      'X-Request-Id': { $ref: '#/components/headers/X-Request-Id' },
      ...(reasons.length > 0 && {
        'X-Error-Code': { description: 'Kind of error, as a stable code for programs.', schema: oneOf(...reasons) },
      }),
      'Retry-After': { $ref: '#/components/headers/Retry-After' },
    },
    content: {
      'application/json': {
        schema: schemas.length === 1 ? schemas[0] : { anyOf: schemas },
        example: own[0] === undefined ? exampleOf('/', status, gateway[0] ?? '') : rpcExample(own[0]),
      },
    },
  };
}

const narrowed = (name: string, properties: Readonly<Record<string, JsonSchema>>) => ({
  allOf: [ref(name), { properties }],
});

const rpcExample = ({ code, reason }: RpcRefusal) => ({
  code,
  message: problemExamples[reason]?.detail ?? problems[reason][1],
});
