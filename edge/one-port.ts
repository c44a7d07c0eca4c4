import { createServer, type Server } from 'node:http';
import type { Http2Server } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import type { RequestListener } from './request-listener.ts';

const limits = {
  maxHeaderSize: 16_384,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 1_000,
  keepAliveTimeout: 60_000,
  // TCP keep-alive detects dead peers on connections that are idle for hours.
  keepAlive: true,
  keepAliveInitialDelay: 60_000,
} as const;

/** The HTTP/2 connection preface "PRI * HTTP/2.0" (RFC 9113 §3.4). No HTTP/1.1 request starts with it. */
const preface = Buffer.from('PRI');

type EdgeHandlers = Readonly<{
  listener: RequestListener;
  http2: Http2Server;
  /** Time limit for a new connection to send its preface and the headers of its first request. */
  firstCallMs: number;
}>;

export type PortListener = Readonly<{
  ports: readonly number[];
  /** Accepts no more connections. */
  close(): void;
  /** Ends HTTP/1.1 connections. HTTP/2 sessions belong to their server (connections.ts). */
  end(): void;
}>;

/** Serves HTTP/1.1 and cleartext HTTP/2 on each of the ports. Opens either all ports or none. */
export async function listenOn(ports: readonly number[], host: string, handlers: EdgeHandlers): Promise<PortListener> {
  const undecided = new Set<Socket>();
  const servers = ports.map(() => serverFor(handlers, undecided));
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

/** An HTTP/1.1 server that hands HTTP/2 connections over to `http2`. Node's time limits apply only to HTTP/1.1. */
function serverFor({ listener, http2, firstCallMs }: EdgeHandlers, undecided: Set<Socket>): Server {
  const server = createServer({ ...limits, headersTimeout: firstCallMs }, listener);
  const [serveHttp1] = server.listeners('connection') as ((socket: Socket) => void)[];
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => {
    undecided.add(socket);
    socket.once('close', () => undecided.delete(socket));
    detectProtocol(socket, firstCallMs, (isHttp2) => {
      undecided.delete(socket);
      if (!isHttp2) return serveHttp1?.call(server, socket);
      // Node's HTTP/1.1 server accepts half-open connections; an HTTP/2 session must close with its peer.
      socket.allowHalfOpen = false;
      http2.emit('connection', socket);
    });
  });
  return server;
}

/** Detects the protocol by the first bytes and puts them back. Destroys sockets that send nothing within `timeoutMs`. */
function detectProtocol(socket: Socket, timeoutMs: number, onDetected: (isHttp2: boolean) => void): void {
  let seen = Buffer.alloc(0);
  const giveUp = () => socket.destroy();
  const look = (bytes: Buffer) => {
    seen = Buffer.concat([seen, bytes]);
    const mayBeHttp2 = preface.subarray(0, seen.length).equals(seen.subarray(0, preface.length));
    if (mayBeHttp2 && seen.length < preface.length) return;
    clearTimeout(timer);
    socket.off('data', look).off('end', giveUp).pause();
    socket.unshift(seen);
    onDetected(mayBeHttp2);
    process.nextTick(() => socket.resume());
  };
  const timer = setTimeout(giveUp, timeoutMs);
  socket
    .on('data', look)
    .on('end', giveUp)
    .on('error', giveUp)
    .once('close', () => clearTimeout(timer));
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const reason = cause.code === 'EADDRINUSE' ? 'is already in use' : `cannot be opened (${cause.code})`;
      reject(new Error(`Port ${port} ${reason}: choose another one.`, { cause }));
    });
    server.listen(port, host, resolve);
  });
}
