import { type Edge, startEdge } from '../../edge/server.ts';
import { type OpenListeners, openListeners } from '../../hermetic/api-gateway/open-listeners.ts';
import { listenersFor, type OtherPorts, portRoles } from './listeners.ts';

/** Every port of the environment, open from the first moment of the start: what comes in waits until it can be answered. */
export type OpenPorts = Readonly<{
  listeners: OpenListeners;
  edge: Edge;
  /** Where the edge sends calls on to, and where functions find it. */
  upstream: string;
  rpcAddress: string;
  /** Gives up the ports when the start fails. */
  abandon(): Promise<void>;
}>;

/** Rejects when a port is taken, and leaves none open then. */
export async function openPorts(stage: string, ports: readonly number[], others: OtherPorts): Promise<OpenPorts> {
  const listeners = await openListeners(listenersFor(stage, ports, others));
  const { upstream } = portRoles(listeners.ports, ports.length);
  const edge = await startEdge({ upstream, ports: others.grpc }).catch((error: unknown) => {
    listeners.close();
    throw error;
  });
  let stopping: Promise<void> | undefined;
  const stop = (graceMs: number) => (stopping ??= edge.stop(graceMs));
  return {
    listeners,
    edge: { ports: edge.ports, stop },
    upstream,
    rpcAddress: `grpc://127.0.0.1:${edge.ports[0]}`,
    async abandon() {
      listeners.close();
      listeners.closeAllConnections();
      await stop(0);
    },
  };
}
