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

/** In milliseconds, what Node's timers can wait for; more than that they take for 1. */
const longestTimer = { grpc: '2147483S', connect: '2147483647' } as const;

/**
 * Answers the RPCs of a router over HTTP/1.1 and HTTP/2. As connectNodeAdapter does, but without writing to the console
 * when a client has gone, and with an answer to unknown methods that gRPC clients read.
 */
export function requestListener(routes: Routes, options: ConnectRouterOptions): RequestListener {
  const router = createConnectRouter({ ...options, acceptCompression: [compressionGzip] });
  routes(router);
  const handlers = new Map(router.handlers.map((handler) => [handler.requestPath, handler]));
  return (request, response) => {
    const handler = handlers.get(pathOf(request));
    if (handler === undefined) return unknownMethod(request, response);
    shortenTimeouts(request);
    response.once('finish', () => passOver(request));
    const contextValues = createContextValues().set(sentMetadata, metadataIn(request.rawHeaders));
    const universal = universalRequestFromNodeRequest(request, response, undefined, contextValues);
    // Else who reads no further would destroy the request, and leave its connection to nobody.
    const body = request.iterator({ destroyOnReturn: false });
    handler({ ...universal, body })
      .then((answer) => {
        // Connect leaves out what RFC 9110 §15.5.6 requires.
        if (answer.status === 405) answer.header = new Headers({ allow: handler.allowedMethods.join(', ') });
        return universalResponseToNodeResponse(answer, response);
      })
      .catch(() => response.destroy());
  };
}

/** A call that is refused early leaves the rest of its message unread, and all that comes after it on its connection. */
function passOver(request: NodeRequest): void {
  // Who read so far waits for more, and nothing flows past a reader.
  request.removeAllListeners('readable');
  request.resume();
}

export const pathOf = ({ url }: NodeRequest): string => url?.split('?', 1)[0] ?? '';

function unknownMethod(request: NodeRequest, response: NodeResponse): void {
  const contentType = request.headers['content-type'] ?? '';
  if (!contentType.startsWith('application/grpc')) {
    response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' });
    response.end('There is no such method here. This port speaks gRPC, gRPC-Web and Connect.\n');
    return;
  }
  // Headers alone, with the status in them: "Trailers-Only" in gRPC's words, which must end the stream.
  const headers = { 'content-type': contentType, 'grpc-status': '12', 'grpc-message': 'there is no such method' };
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
