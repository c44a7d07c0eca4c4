import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FaultSource } from '../lambda/fault-source.ts';
import { type Inspection, inspectedTimeoutMs } from '../lambda/inspection.ts';
import type { FunctionLog, InvocationResult } from '../lambda/invocation.ts';
import { type Concurrency, Lambda } from '../lambda/lambda.ts';
import type { OwnFunctions } from '../lambda/own-functions.ts';
import { type Addresses, withAddresses } from '../template/addresses.ts';
import type { Declared, DeclaredFunction } from '../template/declared.ts';
import { answerRequest, type RequestLine, type Served } from './gateway-request.ts';
import type { GatewayResponse } from './gateway-response.ts';
import { type LocalAnswers, localAnswerTo, refuse, sendLocalAnswer } from './local-answers.ts';
import { type OpenDoors, openDoors } from './open-doors.ts';
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
  /** The same doors, where they were opened before. */
  opened?: OpenDoors;
  /** Where functions find what has no door here. */
  addresses?: Addresses;
  /** Variables that every function gets besides those of its template. */
  functionEnvironment: Readonly<Record<string, string>>;
  /** Further ones of one function, by its name; they win. */
  variablesOf?: ((functionName: string) => Readonly<Record<string, string>>) | undefined;
  concurrency?: Concurrency;
  /** REST APIs wait 29 s: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
  integrationTimeoutMs?: number;
  onRequest?: (line: RequestLine, response: GatewayResponse) => void;
  onFunctionLog?: FunctionLog;
  /** Puts a function's code into its folder, before it is called there. */
  prepareCode?: (declared: DeclaredFunction) => Promise<void>;
  /** Served on every port. */
  localAnswers?: LocalAnswers;
  /** How far the time that requests and functions see is ahead of the real one; not at all if left out. */
  clockOffsetMs?: () => number;
  /** Functions that run in this process; none if left out. */
  ownFunctions?: OwnFunctions | undefined;
  /** Faults injected into functions; none if left out. */
  faults?: Readonly<{ source: FaultSource; inHeaders: Served['faultsIn'] }>;
  /** How functions are debugged: then nothing waits for them in vain. */
  inspection?: Inspection | undefined;
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
  const { doors, inspection, localAnswers = new Map(), clockOffsetMs = () => 0 } = options;
  const { integrationTimeoutMs = inspection ? inspectedTimeoutMs : 29_000 } = options;
  const now = () => Date.now() + clockOffsetMs();
  const faultsIn = options.faults?.inHeaders ?? (() => []);
  let apis = apisOf(options.declared, doors);

  async function answer({ api }: Door, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const localAnswer = localAnswerTo(localAnswers, incoming);
    if (localAnswer !== undefined) return sendLocalAnswer(localAnswer, incoming, outgoing);
    const served = { api: apis.get(api) as ServedApi, lambda, integrationTimeoutMs, now, faultsIn };
    const answered = await answerRequest(served, incoming, outgoing).catch((error: unknown) => refuse(outgoing, error));
    if (answered !== undefined) options.onRequest?.(answered.line, answered.response);
  }

  const running = new Set<Promise<unknown>>();
  const track = <T>(work: Promise<T>): Promise<T> => {
    const tracked = work.finally(() => running.delete(tracked));
    running.add(tracked);
    return tracked;
  };
  const opened = options.opened ?? (await openDoors(doors));
  const { ports } = opened;
  const addresses = { ...options.addresses, ...addressesOf(doors, ports) };
  const lambda = new Lambda(withAddresses(options.declared, addresses), {
    functionEnvironment: options.functionEnvironment,
    variablesOf: options.variablesOf,
    concurrency: options.concurrency ?? 10,
    log: options.onFunctionLog ?? (() => {}),
    prepareCode: options.prepareCode,
    clockOffsetMs,
    ownFunctions: options.ownFunctions,
    ...(options.faults && { faults: options.faults.source }),
    inspection,
  });
  opened.serve((door, incoming, outgoing) => void track(answer(door, incoming, outgoing)));

  return {
    ports,
    addresses,
    invoke: (functionLogicalId, event) => track(lambda.invoke(functionLogicalId, event)),
    reload: async (declared) => {
      apis = apisOf(declared, doors);
      lambda.reload(withAddresses(declared, addresses));
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
