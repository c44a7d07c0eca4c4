import { isJsonObject, type JsonObject, parseStrictJson } from '../contracts/strict-json.ts';
import { Refusal } from '../domain/refusal.ts';
import { refuseCardNumbers } from './card-numbers.ts';
import { header, type Request } from './request.ts';

/** In bytes. */
export const largestBody = 65_536;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const json = /^application\/(json|[a-z0-9.!#$&^_+-]+\+json)\s*(;\s*charset="?utf-?8"?\s*)?$/i;
const csv = /^text\/csv\s*(;\s*charset="?utf-?8"?\s*)?(;\s*header=present\s*)?$/i;
/** Content types that curl and older clients send by default for JSON bodies. */
const undeclared = /^(application\/x-www-form-urlencoded|text\/plain)\s*(;.*)?$/i;

/**
 * Reads the body as a JSON object. `strict` requires a JSON content type; `lenient` is for the older contracts, whose
 * clients often omit it. `longestString` overrides the limit for strings, for contracts that carry programs (GraphQL).
 */
export function jsonBody(request: Request, mediaType: 'strict' | 'lenient', longestString?: number): JsonObject {
  refuseEncoding(request);
  refuseMediaType(request, mediaType);
  return jsonObjectIn(bodyBytes(request), longestString);
}

/** Parses the bytes as a JSON object. */
export function jsonObjectIn(bytes: Buffer, longestString?: number): JsonObject {
  const body = parseStrictJson(textOf(bytes), longestString === undefined ? {} : { longestString });
  if (!isJsonObject(body)) throw new Refusal('object_required', 'the body must be a JSON object');
  refuseCardNumbers(body);
  return body;
}

/** Like `jsonBody`, for requests that may omit the body: it is then an empty object. */
export function optionalJsonBody(request: Request): JsonObject {
  return request.body === null || request.body === '' ? {} : jsonBody(request, 'lenient');
}

/** The body of a request with a CSV file, in UTF-8. */
export function csvBytes(request: Request, largest: number): Buffer {
  refuseEncoding(request);
  const [type = '', ...others] = request.headers.get('content-type') ?? [];
  if (others.length > 0 || !csv.test(type)) {
    throw new Refusal('unsupported_media_type', 'send Content-Type: text/csv, in UTF-8');
  }
  const bytes = bodyBytes(request, largest);
  if (bytes.length === 0) throw new Refusal('body_required', 'the request has no body');
  decode(bytes);
  return bytes;
}

function refuseEncoding(request: Request): void {
  const encoding = header(request, 'content-encoding') ?? 'identity';
  if (encoding.toLowerCase() === 'identity') return;
  throw new Refusal('unsupported_content_encoding', 'send the body without Content-Encoding');
}

function refuseMediaType(request: Request, mediaType: 'strict' | 'lenient'): void {
  const declared = request.headers.get('content-type') ?? [];
  const [only = ''] = declared;
  if (declared.length <= 1 && json.test(only)) return;
  if (mediaType === 'lenient' && declared.length <= 1 && (only === '' || undeclared.test(only))) return;
  throw new Refusal('unsupported_media_type', 'send Content-Type: application/json, in UTF-8');
}

/** The body as the client sent it; empty if there is none. */
export function bodyBytes({ body, isBase64Encoded }: Request, largest = largestBody): Buffer {
  const text = body ?? '';
  // Buffer.from would silently replace a lone surrogate by U+FFFD.
  if (!text.isWellFormed()) throw new Refusal('invalid_utf8', 'the body is not UTF-8');
  const bytes = isBase64Encoded ? bytesOfBase64(text) : Buffer.from(text, 'utf8');
  if (bytes.length > largest) throw new Refusal('body_too_large', `the body is larger than ${largest} bytes`);
  return bytes;
}

function textOf(bytes: Buffer): string {
  if (bytes.length === 0) throw new Refusal('body_required', 'the request has no body');
  const text = decode(bytes);
  if (text.startsWith('\uFEFF')) throw new Refusal('byte_order_mark', 'send the body without a byte order mark');
  return text;
}

function bytesOfBase64(text: string): Buffer {
  if (/^[A-Za-z0-9+/]*={0,2}$/.test(text) && text.length % 4 === 0) return Buffer.from(text, 'base64');
  throw new Refusal('invalid_base64', 'the body is not base64');
}

function decode(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new Refusal('invalid_utf8', 'the body is not UTF-8');
  }
}
