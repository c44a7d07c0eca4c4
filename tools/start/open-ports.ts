import { type Edge, startEdge } from '../../edge/server.ts';
import { type OpenListeners, openListeners } from '../../hermetic/api-gateway/open-listeners.ts';
import { listenersFor, type OtherPorts, portRoles } from './listeners.ts';

/** All ports of an environment, opened first: requests wait until they can be answered. */
export type OpenPorts = Readonly<{
  listeners: OpenListeners;
  edge: Edge;
  /** Where the edge forwards calls to. */
  upstream: string;
  rpcAddress: string;
  /** Closes the ports if the start fails. */
  abandon(): Promise<void>;
}>;

/** Opens all ports. Rejects if one is taken, and leaves none open then. */
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
