import { type Edge, startEdge } from '../../edge/server.ts';
import { type OpenDoors, openDoors } from '../../hermetic/api-gateway/open-doors.ts';
import { doorsOf, type OtherPorts, openedDoors } from './doors.ts';

/** Every port of the environment, open from the first moment of the start: what comes in waits until it can be answered. */
export type Front = Readonly<{
  doors: OpenDoors;
  edge: Edge;
  /** Where the edge sends calls on to, and where functions find it. */
  upstream: string;
  rpcAddress: string;
  /** Gives up the ports when the start fails. */
  abandon(): Promise<void>;
}>;

/** Rejects when a port is taken, and leaves none open then. */
export async function openFront(stage: string, ports: readonly number[], others: OtherPorts): Promise<Front> {
  const doors = await openDoors(doorsOf(stage, ports, others));
  const { upstream } = openedDoors(doors.ports, ports.length);
  const edge = await startEdge({ upstream, ports: others.grpc }).catch((error: unknown) => {
    doors.close();
    throw error;
  });
  let stopping: Promise<void> | undefined;
  const stop = (graceMs: number) => (stopping ??= edge.stop(graceMs));
  return {
    doors,
    edge: { ports: edge.ports, stop },
    upstream,
    rpcAddress: `grpc://127.0.0.1:${edge.ports[0]}`,
    async abandon() {
      doors.close();
      doors.closeAllConnections();
      await stop(0);
    },
  };
}
