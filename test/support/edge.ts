import { type Edge, type EdgeServerOptions, startEdge } from '../../edge/server.ts';
import { memoryPaymentApi, type PaymentApi } from './memory-payment-api.ts';

export type RunningEdge = AsyncDisposable & Readonly<{ edge: Edge; port: number; address: string; api: PaymentApi }>;

/** An edge on any free port, before an API in memory unless another one is given. */
export async function runningEdge(options: Partial<EdgeServerOptions> = {}, given?: PaymentApi): Promise<RunningEdge> {
  const api = given ?? (await memoryPaymentApi());
  const edge = await startEdge({ upstream: api.url, ports: [0], ...options });
  const [port = 0] = edge.ports;
  return {
    edge,
    port,
    address: `127.0.0.1:${port}`,
    api,
    async [Symbol.asyncDispose]() {
      await edge.stop(1_000);
      await api[Symbol.asyncDispose]();
    },
  };
}
