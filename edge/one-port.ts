import { createServer, type Server } from 'node:http';
import type { Http2Server } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import type { RequestListener } from './request-listener.ts';

const limits = {
  maxHeaderSize: 16_384,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 1_000,
  keepAliveTimeout: 60_000,
  // Finds out that the other side is gone, on connections that have nothing to say for hours.
  keepAlive: true,
  keepAliveInitialDelay: 60_000,
} as const;

/** RFC 9113, 3.4: with prior knowledge, HTTP/2 starts with "PRI * HTTP/2.0", which no request of HTTP/1.1 does. */
const preface = Buffer.from('PRI');

type Answering = Readonly<{
  listener: RequestListener;
  http2: Http2Server;
  /** Until a connection must have said what it speaks, and what it asks for. */
  firstCallMs: number;
}>;

export type Listening = Readonly<{
  ports: readonly number[];
  /** Takes no more connections. */
  close(): void;
  /** Ends those of HTTP/1.1; who made those of HTTP/2 ends them. */
  end(): void;
}>;

/** Speaks HTTP/1.1 and HTTP/2 in the clear on each of the ports; opens either all of them or none. */
export async function listenOn(ports: readonly number[], host: string, answering: Answering): Promise<Listening> {
  const undecided = new Set<Socket>();
  const servers = ports.map(() => serverOf(answering, undecided));
  const close = () => {
    for (const server of servers) server.close();
    for (const socket of undecided) socket.destroy();
  };
  const opened = await Promise.allSettled(servers.map((server, index) => listen(server, ports[index] ?? 0, host)));
  const failed = opened.find((result) => result.status === 'rejected');
  if (failed !== undefined) {
    close();
    throw failed.reason;
  }
  return {
    ports: servers.map((server) => (server.address() as AddressInfo).port),
    close,
    end() {
      for (const server of servers) server.closeAllConnections();
    },
  };
}

/** Node's server of HTTP/1.1, whose time limits hold for what it serves itself; HTTP/2 it passes on. */
function serverOf({ listener, http2, firstCallMs }: Answering, undecided: Set<Socket>): Server {
  const server = createServer({ ...limits, headersTimeout: firstCallMs }, listener);
  const [serveHttp1] = server.listeners('connection') as ((socket: Socket) => void)[];
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    undecided.add(socket);
    socket.once('close', () => undecided.delete(socket));
    whenKnown(socket, firstCallMs, (isHttp2) => {
      undecided.delete(socket);
      if (!isHttp2) return serveHttp1?.call(server, socket);
      // Servers of HTTP/1.1 accept connections that stay open when the client has ended its half.
      socket.allowHalfOpen = false;
      http2.emit('connection', socket);
    });
  });
  return server;
}

/** Looks at the first bytes, and puts them back. */
function whenKnown(socket: Socket, patienceMs: number, known: (isHttp2: boolean) => void): void {
  let seen = Buffer.alloc(0);
  const giveUp = () => socket.destroy();
  const look = (bytes: Buffer) => {
    seen = Buffer.concat([seen, bytes]);
    const mayBeHttp2 = preface.subarray(0, seen.length).equals(seen.subarray(0, preface.length));
    if (mayBeHttp2 && seen.length < preface.length) return;
    clearTimeout(timer);
    socket.off('data', look).off('end', giveUp).pause();
    socket.unshift(seen);
    known(mayBeHttp2);
    process.nextTick(() => socket.resume());
  };
  const timer = setTimeout(giveUp, patienceMs);
  socket
    .on('data', look)
    .on('end', giveUp)
    .on('error', giveUp)
    .once('close', () => clearTimeout(timer));
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const reason = cause.code === 'EADDRINUSE' ? 'is taken' : `cannot be opened (${cause.code})`;
      reject(new Error(`Port ${port} ${reason}: choose another one.`, { cause }));
    });
    server.listen(port, host, resolve);
  });
}
