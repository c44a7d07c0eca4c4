import type { RefusalCode } from '../../src/domain/refusal.ts';
import { problems } from '../../src/http/problems.ts';
import { httpStatusOf, type RpcCode, rpcCodes } from '../../src/rpc/codes.ts';
import { type JsonSchema, objectOf, oneOf, ref } from './json-schema.ts';
import { problemExamples } from './problem-examples.ts';
import { exampleOf, gatewayProblems, problemOf } from './problems.ts';
import { bodyRefusals } from './refusals.ts';
import type { Sample } from './rpc-samples.ts';

/** A refusal of a method: its status over HTTP, its code in Connect, and its reason. */
export type RpcRefusal = Readonly<{ status: number; code: RpcCode; reason: RefusalCode }>;

export const rpcErrorSchema: JsonSchema = objectOf(
  'A refused call, in the form of Connect.',
  { code: { ...oneOf(...new Set(Object.values(rpcCodes))), description: 'gRPC code, in lower case.' } },
  {
    message: { type: 'string', description: 'What is wrong, for people.' },
    details: {
      type: 'array',
      items: { type: 'object' },
      description: 'google.rpc.ErrorInfo, whose reason is the `code` of the problem over HTTP.',
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
/** A message in the query has no size of its own: API Gateway bounds it. */
const inQuery: readonly RefusalCode[] = [
  ...bodyRefusals.filter((code) => code !== 'body_too_large'),
  'invalid_base64',
  'query_invalid',
];
const ofStore = ['internal_error', 'store_unavailable'] as const;

/** Every refusal that a method can answer with, by its HTTP status. */
export function rpcRefusals({ refusals, codes = {} }: Sample, method: 'get' | 'post'): readonly RpcRefusal[] {
  const all = new Set<RefusalCode>([
    ...everyRpc,
    ...(method === 'post' ? bodyRefusals : inQuery),
    ...ofStore,
    ...refusals,
  ]);
  const known = [...all].map((reason) => {
    const code = codes[reason] ?? rpcCodes[reason];
    return { status: reason === 'unsupported_media_type' ? 415 : httpStatusOf(code), code, reason };
  });
  return [...known, ...ofNoRpc.map((reason) => ({ status: 415, code: rpcCodes[reason], reason }))];
}

/** Checked even if a request is not an RPC at all, which keeps the status that HTTP has for it. */
const ofNoRpc = ['card_number_not_accepted', 'out_of_time', 'timeout_invalid'] as const;

/** The responses of a refused call: by the function in the form of Connect, or by API Gateway before it. */
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
    description: reasons.length > 0 ? 'The call was refused.' : 'API Gateway refused the call.',
    headers: {
      'X-Request-Id': { $ref: '#/components/headers/X-Request-Id' },
      ...(reasons.length > 0 && {
        'X-Error-Code': { description: '`code` of the problem, for programs.', schema: oneOf(...reasons) },
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
