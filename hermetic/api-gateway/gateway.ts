import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FaultSource } from '../lambda/fault-source.ts';
import type { InProcessFunctions } from '../lambda/in-process-functions.ts';
import { type Inspection, inspectedTimeoutMs } from '../lambda/inspection.ts';
import type { FunctionLog, InvocationResult } from '../lambda/invocation.ts';
import { type Concurrency, Lambda } from '../lambda/lambda.ts';
import { type Addresses, withAddresses } from '../template/addresses.ts';
import type { AppDefinition, FunctionDefinition } from '../template/app-definition.ts';
import { answerRequest, type RequestSummary, type ServingContext } from './gateway-request.ts';
import type { GatewayResponse } from './gateway-response.ts';
import { type LiveApi, liveApi } from './live-api.ts';
import { type LocalApi, localAnswerTo, sendLocalAnswer, sendRefusal } from './local-answers.ts';
import { type OpenListeners, openListeners } from './open-listeners.ts';

/** A port, and the name of the API that it serves. 0 picks any free port. */
export type ApiListener = Readonly<{
  api: string;
  port: number;
  /** Functions use it too: it stays open until all requests in flight are answered. */
  forFunctions?: boolean;
}>;

export type GatewayOptions = Readonly<{
  app: AppDefinition;
  listeners: readonly ApiListener[];
  /** The listeners, if they are open already. */
  opened?: OpenListeners;
  /** Local addresses of URLs that no API here serves. */
  addresses?: Addresses;
  /** Variables that every function gets in addition to its template's. */
  functionEnvironment: Readonly<Record<string, string>>;
  /** Further variables of one function, by its name; they take precedence. */
  variablesOf?: ((functionName: string) => Readonly<Record<string, string>>) | undefined;
  concurrency?: Concurrency;
  /** 29 s if left out: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
  integrationTimeoutMs?: number;
  onRequest?: (line: RequestSummary, response: GatewayResponse) => void;
  onFunctionLog?: FunctionLog;
  /** Builds a function's code before its first call. */
  prepareCode?: (definition: FunctionDefinition) => Promise<void>;
  /** Requests that the runtime answers itself, on every port; none if left out. */
  localApi?: LocalApi;
  /** How far the time of requests and functions is ahead of real time. */
  clockOffsetMs?: () => number;
  /** Functions that run in this process. */
  inProcessFunctions?: InProcessFunctions | undefined;
  /** Fault injection. */
  faults?: Readonly<{ source: FaultSource; inHeaders: ServingContext['faultsIn'] }>;
  /** Debugging of functions; it lifts their timeouts, because a breakpoint outlasts any. */
  inspection?: Inspection | undefined;
}>;

export type Gateway = Readonly<{
  /** In the order of the listeners. */
  ports: readonly number[];
  addresses: Addresses;
  /** New requests get the new routes and code; those in flight end on the old ones. */
  reload(app: AppDefinition): Promise<void>;
  /** Accepts no more requests and answers those in flight; kills what is left after `graceMs`. */
  stop(graceMs: number): Promise<void>;
  /** Invokes a function without HTTP. */
  invoke(functionLogicalId: string, event: unknown): Promise<InvocationResult>;
}>;

/** Serves an app's APIs. Rejects if a port is taken. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { listeners, inspection, clockOffsetMs = () => 0 } = options;
  const { integrationTimeoutMs = inspection ? inspectedTimeoutMs : 29_000 } = options;
  const { localApi = { answers: new Map(), header: '' } } = options;
  const now = () => Date.now() + clockOffsetMs();
  const faultsIn = options.faults?.inHeaders ?? (() => []);
  let apis = apisOf(options.app, listeners);

  async function answer({ api }: ApiListener, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const localAnswer = localAnswerTo(localApi, incoming);
    if (localAnswer !== undefined) return sendLocalAnswer(localAnswer, incoming, outgoing);
    const served = { api: apis.get(api) as LiveApi, lambda, integrationTimeoutMs, now, faultsIn };
    const answered = await answerRequest(served, incoming, outgoing).catch((error: unknown) =>
      sendRefusal(outgoing, error),
    );
    if (answered !== undefined) options.onRequest?.(answered.summary, answered.response);
  }

  const running = new Set<Promise<unknown>>();
  const track = <T>(work: Promise<T>): Promise<T> => {
    const tracked = work.finally(() => running.delete(tracked));
    running.add(tracked);
    return tracked;
  };
  const opened = options.opened ?? (await openListeners(listeners));
  const { ports } = opened;
  const addresses = { ...options.addresses, ...addressesOf(listeners, ports) };
  const lambda = new Lambda(withAddresses(options.app, addresses), {
    functionEnvironment: options.functionEnvironment,
    variablesOf: options.variablesOf,
    concurrency: options.concurrency ?? 10,
    log: options.onFunctionLog ?? (() => {}),
    prepareCode: options.prepareCode,
    clockOffsetMs,
    inProcessFunctions: options.inProcessFunctions,
    ...(options.faults && { faults: options.faults.source }),
    inspection,
  });
  opened.serve((listener, incoming, outgoing) => void track(answer(listener, incoming, outgoing)));

  return {
    ports,
    addresses,
    invoke: (functionLogicalId, event) => track(lambda.invoke(functionLogicalId, event)),
    reload: async (app) => {
      apis = apisOf(app, listeners);
      lambda.reload(withAddresses(app, addresses));
    },
    stop: async (graceMs) => {
      opened.close(({ forFunctions }) => forFunctions !== true);
      const { promise: late, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, graceMs);
      await Promise.race([Promise.allSettled(running), late]);
      clearTimeout(timer);
      opened.close();
      await lambda.stop(0);
      opened.closeAllConnections();
    },
  };
}

function apisOf({ apis }: AppDefinition, listeners: readonly ApiListener[]): ReadonlyMap<string, LiveApi> {
  const served = new Map(apis.map((api) => [api.name, liveApi(api)]));
  const missing = listeners.find(({ api }) => !served.has(api));
  if (missing) throw new Error(`No template declares the API ${missing.api}, which port ${missing.port} is for.`);
  return served;
}

function addressesOf(listeners: readonly ApiListener[], ports: readonly number[]): Addresses {
  const entries = listeners.map(({ api }, index) => [api, `http://127.0.0.1:${ports[index]}`] as const);
  // If an API has several listeners, the first one counts.
  return Object.fromEntries(entries.toReversed());
}
