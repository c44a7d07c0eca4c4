import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { InjectedFault } from '../../hermetic/lambda/fault-source.ts';
import { applyFault, type WireResponse } from './apply-fault.ts';
import type { CallTarget } from './fault-table.ts';
import type { FaultableCall, Faults } from './faults.ts';
import { storeCallOf } from './store-call.ts';

/** An invocation whose calls go through the proxy. */
export type FaultySession = Readonly<{
  functionName: string;
  /** Faults of this request alone. */
  faults: readonly InjectedFault[];
  /** URL of each target: `http://127.0.0.1:8081`. */
  upstreams: ReadonlyMap<CallTarget, string>;
  kill: () => void;
  freeze: (ms: number) => void;
}>;

/**
 * Proxy between functions and the services that they call. Faults happen on the wire, so that a function's real clients
 * must cope with them. Only invocations that may fail use it.
 */
export class FaultProxy {
  readonly #faults: Faults;
  readonly #sessions = new Map<string, FaultySession>();
  #server: Promise<Server> | undefined;

  constructor(faults: Faults) {
    this.#faults = faults;
  }

  /** URL of the proxy; starts it. */
  async url(): Promise<string> {
    this.#server ??= listening(createServer((incoming, outgoing) => void this.#answer(incoming, outgoing)));
    return `http://127.0.0.1:${((await this.#server).address() as AddressInfo).port}`;
  }

  open(id: string, session: FaultySession): void {
    this.#sessions.set(id, session);
  }

  /** Calls in flight are completed. */
  close(id: string): void {
    this.#sessions.delete(id);
  }

  async stop(): Promise<void> {
    const server = await this.#server;
    server?.close();
    server?.closeAllConnections();
  }

  async #answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    // The function was killed or gave up, which closes its connection.
    outgoing.on('error', () => {});
    try {
      const session = this.#sessions.get(String(incoming.headers['x-local-invocation']));
      if (session === undefined) return void incoming.socket.destroy();
      const body = await buffer(incoming);
      const target = incoming.headers['x-local-target'] as CallTarget;
      if (target === 'processor') return this.#answerProcessor(session, incoming, outgoing);
      await this.#pass(session, target, incoming, body, outgoing);
    } catch {
      incoming.socket.destroy();
    }
  }

  async #pass(
    session: FaultySession,
    target: CallTarget,
    incoming: IncomingMessage,
    body: Buffer,
    outgoing: ServerResponse,
  ): Promise<void> {
    const call = callOf(session.functionName, target, incoming, body);
    const forward = () => forwarded(`${session.upstreams.get(target)}${incoming.url}`, incoming, body);
    const answer = ({ status, headers, body }: WireResponse) => void outgoing.writeHead(status, headers).end(body);
    const fault = this.#faults.take(call, session.faults);
    if (fault === undefined) return answer(await forward());
    const { operation } = call;
    const { kill, freeze } = session;
    await applyFault(fault, { operation, forward, answer, kill, freeze, drop: () => void incoming.socket.destroy() });
  }

  /** The processor runs in the function's process, which asks before each call, and afterwards in order to be killed. */
  #answerProcessor(session: FaultySession, incoming: IncomingMessage, outgoing: ServerResponse): void {
    const operation = String(incoming.url).slice(1);
    const call = { target: 'processor', function: session.functionName, operation } as const;
    const isAfter = incoming.headers['x-local-when'] === 'after';
    const fault = isAfter ? undefined : this.#faults.take(call, session.faults);
    if (isAfter || fault?.fault === 'function killed before the processor') session.kill();
    else outgoing.end(JSON.stringify({ fault: fault?.fault, ms: fault?.ms }));
  }
}

async function listening(server: Server): Promise<Server> {
  server.listen(0, '127.0.0.1').unref();
  await once(server, 'listening');
  return server;
}

function callOf(
  functionName: string,
  target: CallTarget,
  { headers, method = '' }: IncomingMessage,
  body: Buffer,
): FaultableCall {
  if (target !== 'store') return { target, function: functionName, operation: method };
  return { target, function: functionName, ...storeCallOf(String(headers['x-amz-target']), body.toString()) };
}

/** Hop-by-hop headers. */
const notForwarded = new Set(['connection', 'host', 'keep-alive', 'transfer-encoding']);

function forwarded(url: string, { method, headers }: IncomingMessage, body: Buffer): Promise<WireResponse> {
  const kept = Object.entries(headers).filter(([name]) => !notForwarded.has(name) && !name.startsWith('x-local-'));
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, agent: false, headers: Object.fromEntries(kept) }, (response) => {
      const answered = Object.entries(response.headers).filter(([name]) => !notForwarded.has(name));
      const flat = Object.fromEntries(answered.map(([name, value]) => [name, String(value)]));
      buffer(response).then(
        (text) => resolve({ status: response.statusCode ?? 502, headers: flat, body: text }),
        reject,
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
