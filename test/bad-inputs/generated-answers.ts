import { problems } from '../../src/http/problems.ts';
import { rpcCodes } from '../../src/rpc/codes.ts';
import { faultsOfAnswer } from '../support/api-schemas.ts';
import type { GeneratedRequest } from './generated-requests.ts';

/** An answer, wherever it came from. */
export type Given = Readonly<{ status: number; header: (name: string) => string | undefined; body: Buffer }>;

type Json = Readonly<Record<string, unknown>>;

/**
 * Refusals that leave something behind, by route: an order's failed payment and the use of its key, a failed payment of a
 * paid trip, and the fence that makes the refusal of a refund final.
 */
const keptRefusals: Readonly<Record<string, readonly string[]>> = {
  'create-order-payment': ['amount_not_positive', 'order_already_paid'],
  'charge-trip': ['trip_already_paid'],
  'refund-payment': ['refund_exceeds_remaining', 'too_many_refunds'],
  'customers-process-payment': ['refund_exceeds_remaining', 'too_many_refunds'],
};
/** The client's own words: what it asked for is not there, or the time it gave was up. */
const mildFaults = [501, 504];

const isRpc = ({ resource }: GeneratedRequest) => /^\/payments?\.v1\./.test(resource);
const isGraphql = ({ route }: GeneratedRequest) => route === 'requestor-graphql';

/** The code of a refusal; nothing if the request was not refused. */
export function refusalIn(request: GeneratedRequest, { status, header, body }: Given): string | undefined {
  if (isRpc(request)) return header('x-error-code') ?? /x-error-code: (\w+)/.exec(plain(header, body))?.[1];
  const json = jsonOf(body);
  const [error] = (json?.errors ?? []) as readonly { extensions?: Json }[];
  if (error !== undefined) return String(error.extensions?.reason ?? error.extensions?.code);
  if (status < 400 || status === 402) return undefined;
  return String(json?.code);
}

/** All that is wrong with an answer, whatever was asked. */
export function wrongWith(request: GeneratedRequest, given: Given, hasChanged: boolean): string[] {
  const { status, header, body } = given;
  const wrong: string[] = [];
  const code = refusalIn(request, given);
  if (status >= 500 && !(isRpc(request) && mildFaults.includes(status))) wrong.push(`status ${status}`);
  if (code !== undefined && hasChanged && !isKept(request, code))
    wrong.push(`refused by ${code}, and something was stored`);
  if (code !== undefined) wrong.push(...wrongCode(request, given, code));
  if (/node:|\.ts:|\n {4}at |\bundefined\b/.test(code === undefined ? '' : body.toString('latin1')))
    wrong.push('it tells of its inside');
  const type = header('content-type') ?? '';
  // API Gateway never sends broken base64, so openapi.json does not list its refusal.
  const isDocumented = request.door === 'service' && code !== 'invalid_base64';
  if (isDocumented && type.includes('json') && !type.startsWith('application/grpc')) {
    const resource = request.resource.replace(/(?<=.)\/$/, '');
    const asDocumented = { status, contentType: type, json: jsonOf(body) };
    wrong.push(...faultsOfAnswer(request.method, resource, asDocumented));
  }
  return wrong;
}

function isKept(request: GeneratedRequest, code: string): boolean {
  return keptRefusals[request.route]?.includes(code) === true;
}

function wrongCode(request: GeneratedRequest, { status, header, body }: Given, code: string): string[] {
  if (isGraphql(request)) return /^[A-Z_]+$/.test(code) || Object.hasOwn(problems, code) ? [] : [`no code: ${code}`];
  if (!Object.hasOwn(problems, code)) return [`no code of ours: ${code}`];
  if (isRpc(request)) {
    const text = plain(header, body);
    const told = /grpc-status: \d+/.test(text) || Object.values(rpcCodes).includes(jsonOf(body)?.code as 'internal');
    return told ? [] : [`no code of an RPC: ${text}`];
  }
  const wanted = problems[code as keyof typeof problems][0];
  const json = jsonOf(body);
  const wrong = status === wanted && json?.status === wanted ? [] : [`status ${status} with ${code}`];
  if (json?.type !== `urn:payment-service:problem:${code}` || json?.request_id === undefined)
    wrong.push('no problem of ours');
  const type = request.path.startsWith('/v1/') ? 'application/problem+json' : 'application/json';
  return header('content-type') === type ? wrong : [...wrong, `a problem as ${header('content-type')}`];
}

/** gRPC-Web's text form is base64. */
function plain(header: Given['header'], body: Buffer): string {
  const isText = header('content-type')?.startsWith('application/grpc-web-text');
  return (isText ? Buffer.from(body.toString('latin1'), 'base64') : body).toString('latin1');
}

function jsonOf(body: Buffer): Json | undefined {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
