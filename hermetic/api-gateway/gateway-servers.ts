import { createServer, type RequestListener, type Server } from 'node:http';

/**
 * API Gateway limits request line and headers to 10,240 bytes in total. It does not document the status of the refusal;
 * Node counts about the same bytes and answers 431.
 */
const limits = {
  maxHeaderSize: 10_240,
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 1_000,
  keepAliveTimeout: 60_000,
} as const;

type GatewayListener = Readonly<{ port: number; answer: RequestListener }>;

/** Starts an HTTP server on each port of 127.0.0.1; if one fails, none is left open. */
export async function startServers(answering: readonly GatewayListener[]): Promise<readonly Server[]> {
  const servers = answering.map(({ answer }) => createServer(limits, answer));
  const started = await Promise.allSettled(servers.map((server, index) => listen(server, answering[index]?.port ?? 0)));
  const failed = started.find((result) => result.status === 'rejected');
  if (failed === undefined) return servers;
  for (const server of servers) server.close();
  throw failed.reason;
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const reason = cause.code === 'EADDRINUSE' ? 'is taken' : `cannot be opened (${cause.code})`;
      reject(new Error(`Port ${port} ${reason}: choose another one.`, { cause }));
    });
    server.listen(port, '127.0.0.1', resolve);
  });
}
