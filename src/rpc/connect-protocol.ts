import { Refusal } from '../domain/refusal.ts';
import { bodyBytes, largestBody } from '../http/body.ts';
import { header, type Request } from '../http/request.ts';
import { binary, type HttpResponse, json, text } from '../http/responses.ts';
import { encodeBinary } from './binary.ts';
import { httpStatusOf } from './codes.ts';
import { type Exchange, type Form, failureMetadata, type RpcFailure, refuseCompression } from './exchange.ts';
import { connectTimeoutMs } from './timeouts.ts';

const contentType = /^application\/(?:(json)(?:\s*;\s*charset="?utf-?8"?)?|proto)\s*$/i;

/** Reads a Connect unary RPC sent with POST (https://connectrpc.com/docs/protocol/#unary-rpcs). Undefined if it is none. */
export function connectPost(request: Request, mediaType: string): Exchange | undefined {
  const [matched, isJson] = contentType.exec(mediaType) ?? [];
  if (matched === undefined) return undefined;
  return connect(request, isJson ? 'json' : 'proto', () => {
    requireVersion(header(request, 'connect-protocol-version'), '1', 'connect-protocol-version');
    refuseCompression(header(request, 'content-encoding'));
    return bodyBytes(request);
  });
}

/** Reads a Connect unary RPC sent with GET, whose message is in the query. Undefined if the query has no known encoding. */
export function connectGet(request: Request): Exchange | undefined {
  const [form] = request.query.get('encoding') ?? [];
  if (form !== 'json' && form !== 'proto') return undefined;
  return connect(request, form, () => {
    const query = (name: string) => onlyValue(request, name);
    requireVersion(query('connect'), 'v1', 'connect');
    refuseCompression(query('compression'));
    const message = query('message') ?? '';
    const bytes = query('base64') === '1' ? bytesOfBase64url(message) : Buffer.from(message, 'utf8');
    if (bytes.length <= largestBody) return bytes;
    throw new Refusal('body_too_large', `the message is larger than ${largestBody} bytes`);
  });
}

/** An exchange that refuses a request that is no RPC: with an HTTP status of its own and a Connect error as body. */
export function refusedExchange(request: Request, refusal: Refusal, http: HttpRefusal): Exchange {
  const message = () => {
    throw refusal;
  };
  return { ...connect(request, 'json', message), failed: (failure) => failed(failure, http) };
}

export type HttpRefusal = Readonly<{ status: number; headers: Readonly<Record<string, string>> }>;

const connect = (request: Request, form: Form, message: () => Buffer): Exchange => ({
  protocol: 'connect',
  form,
  timeoutMs: () => connectTimeoutMs(request),
  message,
  succeeded: (bytes) =>
    form === 'proto'
      ? binary(200, bytes, 'application/proto')
      : text(200, Buffer.from(bytes).toString('utf8'), 'application/json'),
  failed: (failure) => failed(failure),
});

function failed(failure: RpcFailure, http?: HttpRefusal): HttpResponse {
  const { code, refusal } = failure;
  const body = { code, message: refusal.message, details: [errorInfo(failure)] };
  const accepted = refusal.code === 'unsupported_content_encoding' && { 'Accept-Encoding': 'identity' };
  return json(http?.status ?? httpStatusOf(code), body, { ...failureMetadata(failure), ...accepted, ...http?.headers });
}

/** google.rpc.ErrorInfo, for clients that read error details but not headers. */
function errorInfo({ refusal }: RpcFailure): object {
  const table = { reason: [1, 'string'], domain: [2, 'string'], metadata: [3, 'strings'] } as const;
  const { field, more = {} } = refusal.details;
  const ids = ['payment_id', 'refund_id'].flatMap((name) =>
    typeof more[name] === 'string' ? [[name, more[name]]] : [],
  );
  const metadata: Record<string, string> = { ...(field !== undefined && { field }), ...Object.fromEntries(ids) };
  const info = { reason: refusal.code, domain: 'payment-service', metadata };
  const value = Buffer.from(encodeBinary(table, info)).toString('base64').replace(/=+$/, '');
  return { type: 'google.rpc.ErrorInfo', value, debug: info };
}

function requireVersion(sent: string | undefined, version: string, field: string): void {
  if (sent === undefined || sent === version) return;
  throw new Refusal('unsupported_protocol', `${field} must be ${version}`, { field });
}

function onlyValue(request: Request, name: string): string | undefined {
  const values = request.query.get(name) ?? [];
  if (values.length <= 1) return values[0];
  throw new Refusal('query_invalid', 'the parameter was sent more than once', { field: name });
}

/** The protocol allows base64 with or without padding. */
function bytesOfBase64url(message: string): Buffer {
  if (/^[A-Za-z0-9_-]*={0,2}$/.test(message)) return Buffer.from(message, 'base64url');
  throw new Refusal('invalid_base64', 'the message is not URL-safe base64', { field: 'message' });
}
