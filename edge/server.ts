import { setMaxListeners } from 'node:events';
import { Code, ConnectError } from '@connectrpc/connect';
import type { CredentialsProvider } from '../doubles/payment-client/signed-fetch.ts';
import { transportFor } from '../doubles/payment-client/transport.ts';
import { type CallRecord, callLog } from './call-log.ts';
import { Connections } from './connections.ts';
import { forwardPayments } from './forward.ts';
import { health } from './health.ts';
import { listenOn } from './one-port.ts';
import { reflection } from './reflection.ts';
import { requestListener } from './request-listener.ts';

export type EdgeServerOptions = Readonly<{
  /** http(s) address of the payment API. */
  upstream: string;
  /** 0 picks a free port. */
  ports: readonly number[];
  host?: string;
  /** Credentials to sign upstream requests with, for an API with IAM authentication. */
  sign?: CredentialsProvider | undefined;
  /** Time limit for the first call of a connection. Default: 10 s. */
  firstCallMs?: number;
  /** How long health check results are cached. Default: 1 s. */
  probedMs?: number;
  log?: ((record: CallRecord) => void) | undefined;
}>;

export type Edge = Readonly<{
  ports: readonly number[];
  /** Accepts no more calls, waits up to `graceMs` for those in flight, and closes everything. */
  stop(graceMs: number): Promise<void>;
}>;

/** Size limit of a decompressed message. Payment requests have a few hundred bytes. */
const readMaxBytes = 65_536;

/** Serves gRPC, gRPC-Web and Connect on each port and forwards payment calls to the API. Rejects if a port is in use. */
export async function startEdge(options: EdgeServerOptions): Promise<Edge> {
  const { ports, host = '127.0.0.1', firstCallMs = 10_000 } = options;
  const draining = new AbortController();
  const ended = new AbortController();
  // Every call in flight adds a listener to both signals.
  setMaxListeners(0, draining.signal, ended.signal);
  const connections = new Connections(listenerFor(options, draining.signal, ended.signal), firstCallMs);
  const listening = await listenOn(ports, host, connections);
  return {
    ports: listening.ports,
    async stop(graceMs) {
      draining.abort();
      listening.close();
      await connections.finish(AbortSignal.timeout(graceMs));
      ended.abort(new ConnectError('the edge has stopped', Code.Unavailable));
      await connections.end();
      listening.end();
    },
  };
}

function listenerFor(
  { upstream, sign, log, probedMs = 1_000 }: EdgeServerOptions,
  draining: AbortSignal,
  shutdownSignal: AbortSignal,
) {
  const transport = transportFor(upstream, { signed: sign !== undefined, ...(sign && { credentials: sign }) });
  return requestListener(
    (router) => {
      forwardPayments(router, transport);
      health(router, transport, draining, probedMs);
      reflection(router);
    },
    {
      readMaxBytes,
      shutdownSignal,
      // The same JSON options as in the API.
      jsonOptions: { useProtoFieldName: true, alwaysEmitImplicit: true },
      interceptors: log === undefined ? [] : [callLog(log)],
    },
  );
}
