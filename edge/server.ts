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

export type EdgeOptions = Readonly<{
  /** The payment API's address: http(s). */
  upstream: string;
  /** 0 is any free one. */
  ports: readonly number[];
  host?: string;
  /** Requests upstream are signed with these, where the API wants IAM. */
  sign?: CredentialsProvider | undefined;
  /** Until a connection must have made its first call: 10 s unless told. */
  firstCallMs?: number;
  /** For how long an answer to a health check is good: 1 s unless told. */
  probedMs?: number;
  log?: ((record: CallRecord) => void) | undefined;
}>;

export type Edge = Readonly<{
  ports: readonly number[];
  /** Takes no more calls, lets those in flight finish for so long, and ends. */
  stop(graceMs: number): Promise<void>;
}>;

/** What one message may be, unzipped; requests of payments have some hundred bytes. */
const readMaxBytes = 65_536;

/** Speaks gRPC, gRPC-Web and Connect on each of the ports, and sends payments on to the API. Rejects if a port is taken. */
export async function startEdge(options: EdgeOptions): Promise<Edge> {
  const { ports, host = '127.0.0.1', firstCallMs = 10_000 } = options;
  const draining = new AbortController();
  const ended = new AbortController();
  // Every call listens to them while it lasts.
  setMaxListeners(0, draining.signal, ended.signal);
  const connections = new Connections(answering(options, draining.signal, ended.signal), firstCallMs);
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

function answering(
  { upstream, sign, log, probedMs = 1_000 }: EdgeOptions,
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
      // As the API writes JSON.
      jsonOptions: { useProtoFieldName: true, alwaysEmitImplicit: true },
      interceptors: log === undefined ? [] : [callLog(log)],
    },
  );
}
