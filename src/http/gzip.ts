import { gzipSync } from 'node:zlib';
import { acceptsGzip } from './accept.ts';
import { type Answer, binary } from './answers.ts';
import type { Request } from './request.ts';

/** In bytes. A shorter answer fits a network packet as it is. */
const smallestWorthwhile = 1_400;

/** The answer, compressed if the client accepts that. Caches keep both forms apart by `Vary`. */
export function compressed(request: Request, answer: Answer, compress: (text: string) => Buffer = gzipSync): Answer {
  const headers = { ...answer.headers, Vary: 'Accept-Encoding' };
  if (!acceptsGzip(request) || Buffer.byteLength(answer.body) < smallestWorthwhile) return { ...answer, headers };
  const packed = binary(answer.statusCode, compress(answer.body), '');
  return { ...packed, headers: { ...headers, 'Content-Encoding': 'gzip' } };
}
