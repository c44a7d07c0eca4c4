import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Door } from './gateway.ts';
import { startServers } from './gateway-servers.ts';

type AnswerDoor = (door: Door, incoming: IncomingMessage, outgoing: ServerResponse) => void;

/** Ports that are open already, though nothing answers yet: requests wait for `serve`. */
export type OpenDoors = Readonly<{
  doors: readonly Door[];
  /** In the order of the doors. */
  ports: readonly number[];
  serve(answer: AnswerDoor): void;
  /** Takes no more connections; `which` leaves some doors open. */
  close(which?: (door: Door) => boolean): void;
  closeAllConnections(): void;
}>;

/** Rejects when a port is taken, and leaves none open then. */
export async function openDoors(doors: readonly Door[]): Promise<OpenDoors> {
  const serving = Promise.withResolvers<AnswerDoor>();
  const servers = await startServers(
    doors.map((door) => ({
      port: door.port,
      answer: (incoming, outgoing) => void serving.promise.then((answer) => answer(door, incoming, outgoing)),
    })),
  );
  return {
    doors,
    ports: servers.map((server) => (server.address() as AddressInfo).port),
    serve: serving.resolve,
    close(which = () => true) {
      for (const [index, server] of servers.entries()) {
        const door = doors[index];
        if (door !== undefined && which(door)) server.close();
      }
    },
    closeAllConnections() {
      for (const server of servers) server.closeAllConnections();
    },
  };
}
