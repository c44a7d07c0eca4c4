import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ApiListener } from './gateway.ts';
import { startServers } from './gateway-servers.ts';

type AnswerRequest = (listener: ApiListener, incoming: IncomingMessage, outgoing: ServerResponse) => void;

/** Open ports. Requests wait until `serve` is called. */
export type OpenListeners = Readonly<{
  listeners: readonly ApiListener[];
  /** In the order of the listeners. */
  ports: readonly number[];
  serve(answer: AnswerRequest): void;
  /** Accepts no more connections on the listeners that `which` selects. */
  close(which?: (listener: ApiListener) => boolean): void;
  closeAllConnections(): void;
}>;

/** Opens all ports. Rejects if one is taken, and leaves none open then. */
export async function openListeners(listeners: readonly ApiListener[]): Promise<OpenListeners> {
  const serving = Promise.withResolvers<AnswerRequest>();
  const servers = await startServers(
    listeners.map((listener) => ({
      port: listener.port,
      answer: (incoming, outgoing) => void serving.promise.then((answer) => answer(listener, incoming, outgoing)),
    })),
  );
  return {
    listeners,
    ports: servers.map((server) => (server.address() as AddressInfo).port),
    serve: serving.resolve,
    close(which = () => true) {
      for (const [index, server] of servers.entries()) {
        const listener = listeners[index];
        if (listener !== undefined && which(listener)) server.close();
      }
    },
    closeAllConnections() {
      for (const server of servers) server.closeAllConnections();
    },
  };
}
