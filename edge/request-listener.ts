import {
  type ConnectRouter,
  type ConnectRouterOptions,
  createConnectRouter,
  createContextValues,
} from '@connectrpc/connect';
import {
  compressionGzip,
  universalRequestFromNodeRequest,
  universalResponseToNodeResponse,
} from '@connectrpc/connect-node';
import { metadataIn, sentMetadata } from './metadata.ts';

export type NodeRequest = Parameters<typeof universalRequestFromNodeRequest>[0];
export type NodeResponse = Parameters<typeof universalResponseToNodeResponse>[1];
export type RequestListener = (request: NodeRequest, response: NodeResponse) => void;

type Routes = (router: ConnectRouter) => void;

/** The longest delay of Node's timers, 2^31 - 1 ms. Longer delays would fire after 1 ms. */
const longestTimer = { grpc: '2147483S', connect: '2147483647' } as const;

/**
 * Serves the RPCs of a router over HTTP/1.1 and HTTP/2. Unlike connectNodeAdapter, it does not write to the console when
 * a client disconnects, and it responds to unknown methods in a way that gRPC clients understand.
 */
export function requestListener(routes: Routes, options: ConnectRouterOptions): RequestListener {
  const router = createConnectRouter({ ...options, acceptCompression: [compressionGzip] });
  routes(router);
  const handlers = new Map(router.handlers.map((handler) => [handler.requestPath, handler]));
  return (request, response) => {
    const handler = handlers.get(pathOf(request));
    if (handler === undefined) return unknownMethod(request, response);
    shortenTimeouts(request);
    response.once('finish', () => drain(request));
    const contextValues = createContextValues().set(sentMetadata, metadataIn(request.rawHeaders));
    const universal = universalRequestFromNodeRequest(request, response, undefined, contextValues);
    // By default, a reader that stops early destroys the request and with it the HTTP/1.1 connection.
    const body = request.iterator({ destroyOnReturn: false });
    handler({ ...universal, body })
      .then((result) => {
        // RFC 9110 §15.5.6 requires Allow, which Connect omits.
        if (result.status === 405) result.header = new Headers({ allow: handler.allowedMethods.join(', ') });
        return universalResponseToNodeResponse(result, response);
      })
      .catch(() => response.destroy());
  };
}

/** Discards the unread rest of a request that was refused early: it would block later requests on the same connection. */
function drain(request: NodeRequest): void {
  // A stream with a 'readable' listener does not flow.
  request.removeAllListeners('readable');
  request.resume();
}

export const pathOf = ({ url }: NodeRequest): string => url?.split('?', 1)[0] ?? '';

function unknownMethod(request: NodeRequest, response: NodeResponse): void {
  const contentType = request.headers['content-type'] ?? '';
  if (!contentType.startsWith('application/grpc')) {
    response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' });
    response.end('Unknown method. This port serves gRPC, gRPC-Web and Connect.\n');
    return;
  }
  // A gRPC "Trailers-Only" response: only headers, which contain the status and end the stream.
  const headers = { 'content-type': contentType, 'grpc-status': '12', 'grpc-message': 'unknown method' };
  if ('stream' in response) response.stream.respond(headers, { endStream: true });
  else {
    response.writeHead(200, headers);
    response.end();
  }
}

function shortenTimeouts({ headers }: NodeRequest): void {
  const [, digits = '0', unit = 'm'] = /^(\d{1,8})([HMSmun])$/.exec(String(headers['grpc-timeout'])) ?? [];
  const seconds = { H: 3600, M: 60, S: 1, m: 0, u: 0, n: 0 }[unit] ?? 0;
  if (Number(digits) * seconds > 2_147_483) headers['grpc-timeout'] = longestTimer.grpc;
  if (Number(headers['connect-timeout-ms']) > 2_147_483_647) headers['connect-timeout-ms'] = longestTimer.connect;
}
