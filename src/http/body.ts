import { JsonNumber, type JsonObject, type JsonValue, parseStrictJson } from '../contracts/strict-json.ts';
import { holdsCardNumber } from '../domain/card-number.ts';
import { Refusal, type RefusalCode } from '../domain/refusal.ts';
import { header, type Request } from './request.ts';

const largestBody = 65_536;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const json = /^application\/(json|[a-z0-9.!#$&^_+-]+\+json)\s*(;\s*charset="?utf-?8"?\s*)?$/i;
/** What curl and old clients declare a JSON body as when nobody tells them. */
const undeclared = /^(application\/x-www-form-urlencoded|text\/plain)\s*(;.*)?$/i;

/**
 * The JSON object of the body. `strict` wants it declared as JSON; `lenient` is for the older contracts, whose clients
 * often leave the declaration out.
 */
export function jsonBody(request: Request, mediaType: 'strict' | 'lenient'): JsonObject {
  refuseEncoding(request);
  refuseMediaType(request, mediaType);
  const body = parseStrictJson(textOf(request));
  if (!isObject(body)) throw new Refusal('object_required', 'the body must be a JSON object');
  refuseCardNumbers(body, '');
  return body;
}

/** The same for commands that need nothing said: no body is an empty object. */
export function optionalJsonBody(request: Request): JsonObject {
  return request.body === null || request.body === '' ? {} : jsonBody(request, 'lenient');
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

function textOf({ body, isBase64Encoded }: Request): string {
  if (body === null || body === '') throw new Refusal('body_required', 'the request has no body');
  // Half a surrogate pair has no bytes of its own: Buffer.from would write another character in its place.
  if (!body.isWellFormed()) throw new Refusal('invalid_utf8', 'the body is not UTF-8');
  const bytes = isBase64Encoded ? base64(body) : Buffer.from(body, 'utf8');
  if (bytes.length > largestBody) throw new Refusal('body_too_large', `the body is larger than ${largestBody} bytes`);
  const text = decode(bytes);
  if (text.startsWith('\uFEFF')) throw new Refusal('byte_order_mark', 'send the body without a byte order mark');
  return text;
}

function base64(text: string): Buffer {
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

function refuseCardNumbers(value: JsonValue, pointer: string): void {
  const refuse = (text: string, code: RefusalCode = 'card_number_not_accepted') => {
    if (holdsCardNumber(text)) throw new Refusal(code, 'send a token, never a card number', { field: pointer || '/' });
  };
  if (typeof value === 'string') refuse(value);
  else if (value instanceof JsonNumber) refuse(value.text);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value)) {
      refuse(key);
      refuseCardNumbers(member, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`);
    }
  }
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof JsonNumber);
}
