import { gunzipSync, gzipSync } from 'node:zlib';
import { optionalEnv } from '../runtime/env.ts';
import { acceptsGzip } from './accept.ts';
import type { Request } from './request.ts';
import { binary, type HttpResponse, text } from './responses.ts';

/** In bytes. A shorter response fits one network packet anyway. */
const smallestWorthwhile = 1_400;

/** An emulator that passes binary answers on as base64 is deployed without compression. */
const mayCompress = (request: Request): boolean => optionalEnv('COMPRESSION') !== 'off' && acceptsGzip(request);

/** Compresses the response if the client accepts gzip. */
export function compress(request: Request, response: HttpResponse): HttpResponse {
  const headers = { ...response.headers, Vary: 'Accept-Encoding' };
  if (!mayCompress(request) || Buffer.byteLength(response.body) < smallestWorthwhile) return { ...response, headers };
  const packed = binary(response.statusCode, gzipSync(response.body), '');
  return { ...packed, headers: { ...headers, 'Content-Encoding': 'gzip' } };
}

/** Serves content that is stored gzipped: as it is, or decompressed for clients that do not accept gzip. */
export function servePacked(request: Request, packed: Buffer, contentType: string): HttpResponse {
  const isAccepted = mayCompress(request);
  const response = isAccepted
    ? binary(200, packed, contentType)
    : text(200, gunzipSync(packed).toString('utf8'), contentType);
  const encoding = isAccepted ? { 'Content-Encoding': 'gzip' } : {};
  return { ...response, headers: { ...response.headers, Vary: 'Accept-Encoding', ...encoding } };
}
