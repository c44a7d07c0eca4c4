import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type ReceivedRequest = Readonly<{
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}>;

/** Handles one request: answers it, breaks the connection, or does nothing. */
export type Reply = (response: ServerResponse, request: ReceivedRequest) => void;

/** A server that answers one request after another as it is told, and the last way from then on; it keeps what came. */
export class ScriptedServer implements AsyncDisposable {
  readonly received: ReceivedRequest[] = [];
  replies: Reply[] = [];
  readonly #server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request;
    const body = Buffer.concat(await request.toArray()).toString();
    const received = { method, url, headers, body };
    this.received.push(received);
    const reply = this.replies.length > 1 ? this.replies.shift() : this.replies[0];
    reply?.(response, received);
  });

  static async started(): Promise<ScriptedServer> {
    const scripted = new ScriptedServer();
    scripted.#server.listen(0, '127.0.0.1');
    await once(scripted.#server, 'listening');
    return scripted;
  }

  get url(): URL {
    return new URL(`http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`);
  }

  onConnection(heard: () => void): void {
    this.#server.on('connection', heard);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }
}

export const answering =
  (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Reply =>
  (response) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.0', ...headers }).end(text);
  };

/** The request was taken, and its connection ends without a word. */
export const hangingUp: Reply = (response) => void response.destroy();

/** An answer that begins, and does not go on. */
export const standingStill: Reply = (response) => {
  response.writeHead(200, { 'Content-Length': 100 });
  response.write('{"Item":');
};

/** An answer that ends in the middle. */
export const breakingOff: Reply = (response) => {
  response.writeHead(200, { 'Content-Length': 100 });
  response.write('{"Item":');
  setImmediate(() => response.destroy());
};
