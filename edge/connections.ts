import { type EventEmitter, once } from 'node:events';
import { constants, createServer, type Http2Server, type ServerHttp2Session } from 'node:http2';
import { type NodeResponse, pathOf, type RequestListener } from './request-listener.ts';
import { isUnary, pathOf as methodPath, served } from './served-services.ts';

/** Limit for a call including the transfer of its response. Exceeds the longest deadline (forward.ts). */
const longestCallMs = 40_000;

/** Time to deliver final messages to peers before their connections are destroyed. */
const lastWordsMs = 200;

/** Streaming methods (health watch, reflection) run until the client ends them, so draining does not wait for them. */
const streaming = new Set(served.flatMap(({ methods }) => methods.filter((one) => !isUnary(one)).map(methodPath)));

/** Tracks open calls, streams and HTTP/2 sessions, so that the server can drain them. */
export class Connections {
  readonly http2: Http2Server;
  readonly listener: RequestListener;
  readonly firstCallMs: number;
  readonly #calls = new Set<NodeResponse>();
  readonly #streams = new Set<NodeResponse>();
  readonly #sessions = new Set<ServerHttp2Session>();

  /** A connection without a call is destroyed after `firstCallMs`. */
  constructor(handle: RequestListener, firstCallMs: number) {
    this.firstCallMs = firstCallMs;
    this.listener = (request, response) => {
      if (streaming.has(pathOf(request))) track(response, this.#streams);
      else this.#trackCall(response);
      handle(request, response);
    };
    this.http2 = createServer({ settings: { maxConcurrentStreams: 250 } }, this.listener);
    this.http2.on('session', (session) => this.#trackSession(session));
  }

  /** Refuses new calls on open sessions (GOAWAY) and waits for calls in flight until `grace` aborts. */
  async finish(grace: AbortSignal): Promise<void> {
    for (const session of this.#sessions) session.close();
    await allClosed(this.#calls, grace);
    await allClosed(this.#streams, AbortSignal.timeout(lastWordsMs));
  }

  /** Destroys sessions that are still open. */
  async end(): Promise<void> {
    await allClosed(this.#sessions, AbortSignal.timeout(lastWordsMs));
    for (const session of this.#sessions) session.destroy();
  }

  #trackCall(response: NodeResponse): void {
    track(response, this.#calls);
    const cut = () => ('stream' in response ? response.stream.close(constants.NGHTTP2_CANCEL) : response.destroy());
    const timer = setTimeout(cut, longestCallMs);
    response.once('close', () => clearTimeout(timer));
  }

  #trackSession(session: ServerHttp2Session): void {
    track(session, this.#sessions);
    session.setTimeout(this.firstCallMs, () => session.destroy());
    session.once('stream', () => session.setTimeout(0));
  }
}

type ClosableServer = Readonly<{ once(event: 'close', listener: () => void): unknown }>;

function track<C extends ClosableServer>(one: C, open: Set<C>): void {
  open.add(one);
  one.once('close', () => open.delete(one));
}

/** Resolves when all are closed or `timeout` aborts. */
async function allClosed(open: ReadonlySet<EventEmitter>, timeout: AbortSignal): Promise<void> {
  for (const one of open) await once(one, 'close', { signal: timeout }).catch(() => undefined);
}
