import { validateHeaderName, validateHeaderValue } from 'node:http';
import type { GatewayResponse } from './gateway-response.ts';
import { isBinary } from './media-type.ts';

/** The result that a Lambda proxy integration accepts from a function; further keys make it malformed. */
type ProxyResponse = Readonly<{
  statusCode?: number | string;
  headers?: Readonly<Record<string, string | boolean>> | null;
  multiValueHeaders?: Readonly<Record<string, readonly (string | boolean)[]>> | null;
  body?: string | null;
  isBase64Encoded?: boolean | null;
}>;

export type ContentNegotiation = Readonly<{
  /** The client's Accept header. */
  accept: string | undefined;
  binaryMediaTypes: readonly string[];
}>;

/** Converts a function's result, as JSON text, to a response; undefined if it is malformed. */
export function proxyResponse(
  payload: string,
  accepting: ContentNegotiation,
): GatewayResponse | 'API_CONFIGURATION_ERROR' | undefined {
  const response: unknown = JSON.parse(payload);
  if (!isProxyResponse(response)) return undefined;
  const headers = headersOf(response);
  if (!areSendable(headers)) return undefined;
  const text = response.body ?? '';
  const isDecoded = response.isBase64Encoded === true && isBinary(accepting.accept, accepting.binaryMediaTypes);
  if (isDecoded && !base64.test(text)) return 'API_CONFIGURATION_ERROR';
  return {
    status: Number(response.statusCode ?? 200),
    headers,
    body: isDecoded ? Buffer.from(text, 'base64') : text,
  };
}

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

const known: ReadonlySet<string> = new Set(['statusCode', 'headers', 'multiValueHeaders', 'body', 'isBase64Encoded']);

function isProxyResponse(response: unknown): response is ProxyResponse {
  if (!isRecord(response) || !Object.keys(response).every((key) => known.has(key))) return false;
  const { statusCode = 200, headers, multiValueHeaders, body, isBase64Encoded } = response;
  return (
    isStatusCode(statusCode) &&
    (isAbsent(headers) || (isRecord(headers) && Object.values(headers).every(isHeaderValue))) &&
    (isAbsent(multiValueHeaders) ||
      (isRecord(multiValueHeaders) &&
        Object.values(multiValueHeaders).every((values) => Array.isArray(values) && values.every(isHeaderValue)))) &&
    (isAbsent(body) || typeof body === 'string') &&
    (isAbsent(isBase64Encoded) || typeof isBase64Encoded === 'boolean')
  );
}

const isAbsent = (value: unknown) => value === undefined || value === null;
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isHeaderValue = (value: unknown) => typeof value === 'string' || typeof value === 'boolean';
const isStatusCode = (code: unknown) => /^[2-5]\d\d$/.test(String(code));

/** Renamed in the response, because API Gateway sets its own values. */
const remapped: ReadonlySet<string> = new Set(['connection', 'content-length', 'date', 'server', 'www-authenticate']);

/** Merges both maps. Values and spelling of multiValueHeaders come first. */
function headersOf({ headers, multiValueHeaders }: ProxyResponse): Map<string, readonly string[]> {
  const merged = new Map<string, { name: string; values: string[] }>([
    ['content-type', { name: 'Content-Type', values: [] }],
  ]);
  const pairs = [
    ...Object.entries(multiValueHeaders ?? {}),
    ...Object.entries(headers ?? {}).map(([name, value]) => [name, [value]] as const),
  ];
  for (const [name, values] of pairs) {
    const key = name.toLowerCase();
    const entry = merged.get(key) ?? { name, values: [] };
    const fresh = values.map(String).filter((value) => !entry.values.includes(value));
    merged.set(key, { name: entry.values.length === 0 ? name : entry.name, values: [...entry.values, ...fresh] });
  }
  merged.delete('transfer-encoding');
  if (merged.get('content-type')?.values.length === 0) {
    merged.set('content-type', { name: 'Content-Type', values: ['application/json'] });
  }
  return new Map(
    [...merged].map(([key, { name, values }]) => [remapped.has(key) ? `x-amzn-Remapped-${name}` : name, values]),
  );
}

function areSendable(headers: ReadonlyMap<string, readonly string[]>): boolean {
  try {
    for (const [name, values] of headers) {
      validateHeaderName(name);
      for (const value of values) validateHeaderValue(name, value);
    }
    return true;
  } catch {
    return false;
  }
}
