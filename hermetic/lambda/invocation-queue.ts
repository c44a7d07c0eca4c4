import { InvocationRefusal } from './invocation.ts';

type QueuedInvocation<Turn> = Readonly<{
  bytes: number;
  resolve: (turn: Turn) => void;
  reject: (reason: Error) => void;
}>;

const abandoned = 'was not invoked: its caller gave up waiting';

/**
 * FIFO queue of invocations that wait for a process. Lambda would refuse them; here, a burst may wait. The queue is bounded
 * by bytes, because it holds each event until its turn.
 */
export class InvocationQueue<Turn> {
  readonly #functionName: string;
  readonly #mostBytes: number;
  readonly #waiting = new Set<QueuedInvocation<Turn>>();
  #bytes: number;

  constructor(functionName: string, maxBytes = 16 * 1024 * 1024) {
    this.#functionName = functionName;
    this.#mostBytes = maxBytes;
    this.#bytes = 0;
  }

  /** Current length and size of the queue. */
  get size(): Readonly<{ invocations: number; bytes: number }> {
    return { invocations: this.#waiting.size, bytes: this.#bytes };
  }

  /** Resolves when it is this invocation's turn. Rejects if the queue is full, or if the caller goes away first. */
  async wait(bytes: number, signal?: AbortSignal): Promise<Turn> {
    if (this.#waiting.size > 0 && this.#bytes + bytes > this.#mostBytes) {
      throw this.#refusal(`has ${this.#waiting.size} invocations waiting already`);
    }
    if (signal?.aborted) throw this.#refusal(abandoned);
    const { promise, resolve, reject } = Promise.withResolvers<Turn>();
    const waiting = { bytes, resolve, reject };
    const leave = () => {
      if (this.#remove(waiting)) reject(this.#refusal(abandoned));
    };
    this.#waiting.add(waiting);
    this.#bytes += bytes;
    signal?.addEventListener('abort', leave, { once: true });
    return promise.finally(() => signal?.removeEventListener('abort', leave));
  }

  /** Removes and returns the first entry. */
  next(): QueuedInvocation<Turn> | undefined {
    const [first] = this.#waiting;
    if (first !== undefined) this.#remove(first);
    return first;
  }

  refuseAll(why: string): void {
    for (let first = this.next(); first !== undefined; first = this.next()) first.reject(this.#refusal(why));
  }

  #remove(waiting: QueuedInvocation<Turn>): boolean {
    if (!this.#waiting.delete(waiting)) return false;
    this.#bytes -= waiting.bytes;
    return true;
  }

  readonly #refusal = (why: string) => new InvocationRefusal(429, `${this.#functionName} ${why}`);
}
