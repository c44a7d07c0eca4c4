import { once } from 'node:events';
import { createServer, type ServerHttp2Session } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { connectNodeAdapter } from '@connectrpc/connect-node';
import type { PaymentRpc } from './payment-rpc.ts';

/** A payment service on a port of its own, by native gRPC without TLS. */
export async function serveGrpc(rpc: () => PaymentRpc): Promise<Readonly<{ address: string; stop: () => void }>> {
  const sessions = new Set<ServerHttp2Session>();
  const server = createServer((request, response) =>
    connectNodeAdapter({ routes: (router) => rpc().routes(router) })(request, response),
  );
  server.on('session', (session) => sessions.add(session));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const stop = () => {
    for (const session of sessions) session.destroy();
    server.close();
  };
  return { address: `grpc://127.0.0.1:${(server.address() as AddressInfo).port}`, stop };
}
