import { gunzipSync, gzipSync } from 'node:zlib';
import { acceptsGzip } from './accept.ts';
import { type Answer, binary, text } from './answers.ts';
import type { Request } from './request.ts';

/** In bytes. A shorter answer fits a network packet as it is. */
const smallestWorthwhile = 1_400;

/** The answer, compressed if the client accepts that. Caches keep both forms apart by `Vary`. */
export function compressed(request: Request, answer: Answer): Answer {
  const headers = { ...answer.headers, Vary: 'Accept-Encoding' };
  if (!acceptsGzip(request) || Buffer.byteLength(answer.body) < smallestWorthwhile) return { ...answer, headers };
  const packed = binary(answer.statusCode, gzipSync(answer.body), '');
  return { ...packed, headers: { ...headers, 'Content-Encoding': 'gzip' } };
}

/** An answer that is kept compressed: sent as it is, or unpacked for a client that does not accept gzip. */
export function unpacked(request: Request, packed: Buffer, contentType: string): Answer {
  const isAccepted = acceptsGzip(request);
  const answer = isAccepted
    ? binary(200, packed, contentType)
    : text(200, gunzipSync(packed).toString('utf8'), contentType);
  const encoding = isAccepted ? { 'Content-Encoding': 'gzip' } : {};
  return { ...answer, headers: { ...answer.headers, Vary: 'Accept-Encoding', ...encoding } };
}
