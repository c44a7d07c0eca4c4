import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FaultSource } from '../lambda/fault-source.ts';
import type { FunctionLog, InvocationResult } from '../lambda/invocation.ts';
import { Lambda } from '../lambda/lambda.ts';
import { type Addresses, withAddresses } from '../template/addresses.ts';
import type { Declared } from '../template/declared.ts';
import { answerRequest, type RequestLine, type Served } from './gateway-request.ts';
import { startServers } from './gateway-servers.ts';
import { type LocalAnswers, localAnswerTo, refuse, sendLocalAnswer } from './local-answers.ts';
import { type ServedApi, servedApi } from './served-api.ts';

export type { RequestLine } from './gateway-request.ts';

/** A port and the name of the API behind it; 0 takes any port that is free. */
export type Door = Readonly<{
  api: string;
  port: number;
  /** Our own functions come through it too: it stays open until their requests are answered. */
  forFunctions?: boolean;
}>;

export type GatewayOptions = Readonly<{
  declared: Declared;
  doors: readonly Door[];
  /** Where functions find APIs that have no door here. */
  addresses?: Addresses;
  /** Starts what functions call besides APIs, once the doors are open, and gives its addresses. */
  neighbours?: (ports: readonly number[]) => Promise<Addresses>;
  /** Variables that every function gets besides those of its template. */
  functionEnvironment: Readonly<Record<string, string>>;
  /** Further ones of one function, by its name; they win. */
  variablesOf?: ((functionName: string) => Readonly<Record<string, string>>) | undefined;
  /** Execution environments of one function at a time. */
  concurrency?: number;
  /** REST APIs wait 29 s: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
  integrationTimeoutMs?: number;
  onRequest?: (line: RequestLine) => void;
  onFunctionLog?: FunctionLog;
  /** Puts a function's code into its folder, before it is called there. */
  prepareCode?: (codeDir: string) => Promise<void>;
  /** Served on every port. */
  localAnswers?: LocalAnswers;
  /** How far the time that requests and functions see is ahead of the real one; not at all if left out. */
  clockOffsetMs?: () => number;
  /** What is made to fail in functions; nothing if left out. */
  faults?: Readonly<{ source: FaultSource; inHeaders: Served['faultsIn'] }>;
}>;

export type Gateway = Readonly<{
  /** In the order of the doors. */
  ports: readonly number[];
  addresses: Addresses;
  /** New requests meet the new routes and code; those that have begun end on the old. */
  reload(declared: Declared): Promise<void>;
  /** Takes no more requests, answers those that have begun, and ends what takes longer than `graceMs`. */
  stop(graceMs: number): Promise<void>;
  /** Invokes a function without HTTP. */
  invoke(functionLogicalId: string, event: unknown): Promise<InvocationResult>;
}>;

/** Serves the declared APIs on ports of this machine. Rejects when a port is taken. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { doors, integrationTimeoutMs = 29_000, localAnswers = new Map(), clockOffsetMs = () => 0 } = options;
  const now = () => Date.now() + clockOffsetMs();
  const faultsIn = options.faults?.inHeaders ?? (() => []);
  const opened = Promise.withResolvers<Lambda>();
  let apis = apisOf(options.declared, doors);

  async function answer({ api }: Door, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const localAnswer = localAnswerTo(localAnswers, incoming);
    if (localAnswer !== undefined) return sendLocalAnswer(localAnswer, incoming, outgoing);
    const lambda = await opened.promise;
    const served = { api: apis.get(api) as ServedApi, lambda, integrationTimeoutMs, now, faultsIn };
    const line = await answerRequest(served, incoming, outgoing).catch((error: unknown) => refuse(outgoing, error));
    if (line !== undefined) options.onRequest?.(line);
  }

  const running = new Set<Promise<unknown>>();
  const track = <T>(work: Promise<T>): Promise<T> => {
    const tracked = work.finally(() => running.delete(tracked));
    running.add(tracked);
    return tracked;
  };
  const servers = await startServers(
    doors.map((door) => ({
      port: door.port,
      answer: (incoming, outgoing) => void track(answer(door, incoming, outgoing)),
    })),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  const neighbours = await options.neighbours?.(ports).catch((error: unknown) => {
    for (const server of servers) server.close();
    throw error;
  });
  const addresses = { ...options.addresses, ...addressesOf(doors, ports), ...neighbours };
  const lambda = new Lambda(withAddresses(options.declared, addresses), {
    functionEnvironment: options.functionEnvironment,
    variablesOf: options.variablesOf,
    concurrency: options.concurrency ?? 10,
    log: options.onFunctionLog ?? (() => {}),
    prepareCode: options.prepareCode,
    clockOffsetMs,
    ...(options.faults && { faults: options.faults.source }),
  });
  opened.resolve(lambda);

  return {
    ports,
    addresses,
    invoke: (functionLogicalId, event) => track(lambda.invoke(functionLogicalId, event)),
    reload: async (declared) => {
      apis = apisOf(declared, doors);
      lambda.reload(withAddresses(declared, addresses));
    },
    stop: async (graceMs) => {
      const closed = (door: Door | undefined) => door?.forFunctions !== true;
      for (const [index, server] of servers.entries()) if (closed(doors[index])) server.close();
      const { promise: late, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, graceMs);
      await Promise.race([Promise.allSettled(running), late]);
      clearTimeout(timer);
      for (const server of servers) server.close();
      await lambda.stop(0);
      for (const server of servers) server.closeAllConnections();
    },
  };
}

function apisOf({ apis }: Declared, doors: readonly Door[]): ReadonlyMap<string, ServedApi> {
  const served = new Map(apis.map((api) => [api.name, servedApi(api)]));
  const missing = doors.find(({ api }) => !served.has(api));
  if (missing) throw new Error(`No template declares the API ${missing.api}, which port ${missing.port} is for.`);
  return served;
}

function addressesOf(doors: readonly Door[], ports: readonly number[]): Addresses {
  const entries = doors.map(({ api }, index) => [api, `http://127.0.0.1:${ports[index]}`] as const);
  // Of several doors the first.
  return Object.fromEntries(entries.toReversed());
}
