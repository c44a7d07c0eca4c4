import { createServer, type RequestListener, type Server } from 'node:http';

/**
 * API Gateway takes 10,240 bytes of request line and headers together; which status it refuses more with is not documented.
 * Node's parser counts about the same and answers 431.
 */
const limits = {
  maxHeaderSize: 10_240,
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 1_000,
  keepAliveTimeout: 60_000,
} as const;

type PortListener = Readonly<{ port: number; answer: RequestListener }>;

/** HTTP servers on this machine alone, one for each port; either all of them start or none. */
export async function startServers(answering: readonly PortListener[]): Promise<readonly Server[]> {
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
