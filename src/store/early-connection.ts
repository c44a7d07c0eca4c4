import https from 'node:https';
import { isIP } from 'node:net';
import type { TLSSocket } from 'node:tls';

/**
 * The other side, or a firewall in between, may forget an idle connection without a word. One that has waited this long
 * for its first request, frozen or not, is replaced instead of trusted.
 */
const longestIdleMs = 4_000;

/**
 * An HTTPS agent that opens its first connection at once instead of at the first request. A TLS handshake is mostly
 * computation, and Lambda gives init a full processor, but the invocations of a small function only a share of one.
 *
 * The first request gets the connection, ready or not, and reports what befalls it from then on. If it fails earlier,
 * that is ignored here: the first request opens another one. An unused connection does not keep the process alive.
 */
export class EarlyConnectionAgent extends https.Agent {
  readonly #now: () => number;
  readonly #since: number;
  #early: TLSSocket | undefined;

  constructor({ hostname, port }: URL, now: () => number = Date.now) {
    // Keeps as many as the SDK's own agent does.
    super({ keepAlive: true, maxSockets: 50 });
    this.#now = now;
    this.#since = now();
    // TLS sends no addresses as the name of a server.
    const servername = isIP(hostname) === 0 ? hostname : '';
    const target = { ...this.options, host: hostname, port: Number(port || 443), servername };
    // Node files TLS sessions by this key: later connections resume the session of this one.
    this.#early = super.createConnection({ ...target, _agentKey: this.getName(target) } as typeof target) as TLSSocket;
    this.#early.on('error', ignored).unref();
  }

  override createConnection(...args: Parameters<https.Agent['createConnection']>) {
    return this.#takeEarly() ?? super.createConnection(...args);
  }

  override destroy(): void {
    this.#early?.destroy();
    super.destroy();
  }

  #takeEarly(): TLSSocket | undefined {
    const socket = this.#early;
    this.#early = undefined;
    if (socket?.writable && this.#now() - this.#since <= longestIdleMs) return socket.off('error', ignored).ref();
    socket?.destroy();
    return undefined;
  }
}

const ignored = () => {};
