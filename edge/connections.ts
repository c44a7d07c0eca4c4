import { type EventEmitter, once } from 'node:events';
import { constants, createServer, type Http2Server, type ServerHttp2Session } from 'node:http2';
import { type NodeResponse, pathOf, type RequestListener } from './request-listener.ts';
import { isUnary, pathOf as methodPath, served } from './services.ts';

/** From a call's first byte to its answer's last: more than its longest deadline, and time to receive it. */
const longestCallMs = 40_000;

/** For those who are cut off to be told so. */
const lastWordsMs = 200;

/** Streams last as long as somebody watches: they are told of the end, and not waited for. */
const streaming = new Set(served.flatMap(({ methods }) => methods.filter((one) => !isUnary(one)).map(methodPath)));

/** What is open at the moment. */
export class Connections {
  readonly http2: Http2Server;
  readonly listener: RequestListener;
  readonly firstCallMs: number;
  readonly #calls = new Set<NodeResponse>();
  readonly #streams = new Set<NodeResponse>();
  readonly #sessions = new Set<ServerHttp2Session>();

  /** `firstCallMs`: until a connection must have made a call. */
  constructor(answer: RequestListener, firstCallMs: number) {
    this.firstCallMs = firstCallMs;
    this.listener = (request, response) => {
      if (streaming.has(pathOf(request))) follow(response, this.#streams);
      else this.#followCall(response);
      answer(request, response);
    };
    this.http2 = createServer({ settings: { maxConcurrentStreams: 250 } }, this.listener);
    this.http2.on('session', (session) => this.#followSession(session));
  }

  /** Takes no more calls on what is open (GOAWAY), and waits for those in flight until `grace` is over. */
  async finish(grace: AbortSignal): Promise<void> {
    for (const session of this.#sessions) session.close();
    await allClosed(this.#calls, grace);
    await allClosed(this.#streams, AbortSignal.timeout(lastWordsMs));
  }

  /** Ends what is still open. */
  async end(): Promise<void> {
    await allClosed(this.#sessions, AbortSignal.timeout(lastWordsMs));
    for (const session of this.#sessions) session.destroy();
  }

  #followCall(response: NodeResponse): void {
    follow(response, this.#calls);
    const cut = () => ('stream' in response ? response.stream.close(constants.NGHTTP2_CANCEL) : response.destroy());
    const timer = setTimeout(cut, longestCallMs);
    response.once('close', () => clearTimeout(timer));
  }

  #followSession(session: ServerHttp2Session): void {
    follow(session, this.#sessions);
    session.setTimeout(this.firstCallMs, () => session.destroy());
    session.once('stream', () => session.setTimeout(0));
  }
}

type Closing = Readonly<{ once(event: 'close', listener: () => void): unknown }>;

function follow<C extends Closing>(one: C, open: Set<C>): void {
  open.add(one);
  one.once('close', () => open.delete(one));
}

/** Resolves when all are closed, or when it is too late. */
async function allClosed(open: ReadonlySet<EventEmitter>, late: AbortSignal): Promise<void> {
  for (const one of open) await once(one, 'close', { signal: late }).catch(() => undefined);
}
