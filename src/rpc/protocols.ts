import { Refusal } from '../domain/refusal.ts';
import type { Request } from '../http/request.ts';
import { connectGet, connectPost, refusedExchange } from './connect-protocol.ts';
import type { Exchange } from './exchange.ts';
import { grpcWeb } from './grpc-web.ts';

/** Detects the protocol of a request. Native gRPC is not supported, because API Gateway does not carry trailers. */
export function exchangeOf(request: Request, { isRead }: Readonly<{ isRead: boolean }>): Exchange {
  if (request.method === 'GET' && isRead) return connectGet(request) ?? unsupported(request);
  if (request.method !== 'POST') return notAllowed(request, isRead ? 'GET, POST' : 'POST');
  const declared = request.headers.get('content-type') ?? [];
  const [mediaType = ''] = declared;
  if (declared.length > 1) return unsupported(request);
  return connectPost(request, mediaType) ?? grpcWeb(request, mediaType) ?? unsupported(request);
}

const posted = 'application/json, application/proto, application/grpc-web, application/grpc-web-text';

const unsupported = (request: Request) =>
  refusedExchange(
    request,
    new Refusal(
      'unsupported_media_type',
      'send application/json or application/proto (Connect), or gRPC-Web; not gRPC',
    ),
    { status: 415, headers: { 'Accept-Post': posted } },
  );

const notAllowed = (request: Request, allowed: string) =>
  refusedExchange(request, new Refusal('method_not_allowed', `send ${allowed.replace(',', ' or')}`), {
    status: 405,
    headers: { Allow: allowed },
  });
