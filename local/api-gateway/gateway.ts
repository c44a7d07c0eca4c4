import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FunctionLog, InvocationResult } from '../lambda/invocation.ts';
import { Lambda } from '../lambda/lambda.ts';
import type { Declared } from '../template/declared.ts';
import { answerRequest, type RequestLine } from './gateway-request.ts';
import { routerFor } from './gateway-router.ts';
import { startServers } from './gateway-servers.ts';

export type { RequestLine } from './gateway-request.ts';

export type GatewayOptions = Readonly<{
  declared: Declared;
  /** 0 takes any port that is free. */
  ports: readonly number[];
  /** Variables that every function gets besides those of its template. */
  functionEnvironment: Readonly<Record<string, string>>;
  /** Execution environments of one function at a time. */
  concurrency?: number;
  /** REST APIs wait 29 s: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
  integrationTimeoutMs?: number;
  onRequest?: (line: RequestLine) => void;
  onFunctionLog?: FunctionLog;
  /** What GET /_local/environment answers; it is no part of the API. */
  describeEnvironment?: () => unknown;
}>;

export type Gateway = Readonly<{
  ports: readonly number[];
  /** New requests meet the new routes and code; those that have begun end on the old. */
  reload(declared: Declared): Promise<void>;
  /** Takes no more requests, answers those that have begun, and ends what takes longer than `graceMs`. */
  stop(graceMs: number): Promise<void>;
  /** Invokes a function without HTTP. */
  invoke(functionLogicalId: string, event: unknown): Promise<InvocationResult>;
}>;

/** Serves the declared APIs on every port of this machine. Rejects when a port is taken. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const lambda = new Lambda(options.declared, {
    functionEnvironment: options.functionEnvironment,
    concurrency: options.concurrency ?? 10,
    log: options.onFunctionLog ?? (() => {}),
  });
  let route = routerFor(options.declared.apis);
  const { integrationTimeoutMs = 29_000 } = options;

  async function answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    if (incoming.url === '/_local/environment') {
      outgoing.setHeader('Content-Type', 'application/json');
      outgoing.end(JSON.stringify(options.describeEnvironment?.() ?? {}));
      return;
    }
    const line = await answerRequest({ route, lambda, integrationTimeoutMs }, incoming, outgoing);
    if (line !== undefined) options.onRequest?.(line);
  }

  const running = new Set<Promise<void>>();
  const servers = await startServers(options.ports, (incoming, outgoing) => {
    const answered = answer(incoming, outgoing).finally(() => running.delete(answered));
    running.add(answered);
  });

  return {
    ports: servers.map((server) => (server.address() as AddressInfo).port),
    invoke: (functionLogicalId, event) => lambda.invoke(functionLogicalId, event),
    reload: async (declared) => {
      route = routerFor(declared.apis);
      lambda.reload(declared);
    },
    stop: async (graceMs) => {
      for (const server of servers) server.close();
      const { promise: late, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, graceMs);
      await Promise.race([Promise.all(running), late]);
      clearTimeout(timer);
      await lambda.stop(0);
      for (const server of servers) server.closeAllConnections();
    },
  };
}
