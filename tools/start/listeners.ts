import type { ApiListener } from '../../hermetic/api-gateway/gateway.ts';
import type { Addresses } from '../../hermetic/template/addresses.ts';
import { apiName, requestorApiName, type Stub, stubApiName } from '../../lib/api-name.ts';

/** Ports other than those of the service's API; 0 picks any free port. */
export type OtherPorts = Readonly<Record<Stub | 'requestor' | 'explorer', number>> &
  Readonly<{ grpc: readonly number[] }>;

export const anyPorts: OtherPorts = { explorer: 0, requestor: 0, trips: 0, notifications: 0, grpc: [0] };

/** URLs of everything other than the service's API. */
export type OtherUrls = Readonly<{
  explorer: string;
  requestor: string;
  stubs: Readonly<Record<Stub, string>>;
  /** `localhost:50051`, in the form that gRPC clients expect. */
  grpc: readonly string[];
}>;

/** Listeners of the service's API first, then the others in the order that `portRoles` expects. */
export function listenersFor(stage: string, ports: readonly number[], others: OtherPorts): readonly ApiListener[] {
  const stubDoor = (stub: Stub) => ({ api: stubApiName(stage, stub), port: others[stub], forFunctions: true });
  return [
    ...ports.map((port) => ({ api: apiName(stage), port })),
    // For the gRPC edge: it stays open until the edge's calls are answered.
    { api: apiName(stage), port: 0, forFunctions: true },
    { api: apiName(stage), port: others.explorer },
    { api: requestorApiName(stage), port: others.requestor },
    stubDoor('trips'),
    stubDoor('notifications'),
  ];
}

/** URLs by role of open ports, which are in the order of `listenersFor`. */
export function portRoles(ports: readonly number[], apiPorts: number) {
  const [forEdge, explorer, requestor] = ports.slice(apiPorts);
  return {
    urls: ports.slice(0, apiPorts).map(localUrl),
    upstream: `http://127.0.0.1:${forEdge}`,
    explorer: localUrl(explorer ?? 0),
    requestor: localUrl(requestor ?? 0),
  };
}

const localUrl = (port: number) => `http://localhost:${port}`;

/** URLs to show to people. The first `apiPorts` ports of the gateway belong to the service's API. */
export function servedUrls(
  stage: string,
  { ports, addresses }: Readonly<{ ports: readonly number[]; addresses: Addresses }>,
  apiPorts: number,
  grpcPorts: readonly number[],
): Readonly<{ urls: readonly string[]; others: OtherUrls }> {
  const { urls, explorer, requestor } = portRoles(ports, apiPorts);
  const grpc = grpcPorts.map((port) => `localhost:${port}`);
  return { urls, others: { explorer, requestor, stubs: stubUrls(stage, addresses), grpc } };
}

function stubUrls(stage: string, addresses: Addresses): OtherUrls['stubs'] {
  const url = (stub: Stub) => (addresses[stubApiName(stage, stub)] ?? '').replace('127.0.0.1', 'localhost');
  return { trips: url('trips'), notifications: url('notifications') };
}
