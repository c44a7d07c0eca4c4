import type { Io } from './io.ts';

/** A call to another service exceeded its time-out. */
export class CallTimeoutError extends Error {
  override readonly name = 'CallTimeoutError';
}

/** Runs a call and aborts it after `ms` milliseconds on the invocation's clock. Rejects with `timedOut()` then. */
export async function withTimeout<Value>(
  ms: number,
  { sleep }: Pick<Io, 'sleep'>,
  call: (aborted: AbortSignal) => Promise<Value>,
  timedOut: () => Error = () => new CallTimeoutError(),
): Promise<Value> {
  const callSignal = new AbortController();
  const done = new AbortController();
  const timeOut = async () => {
    await sleep(ms, done.signal);
    throw timedOut();
  };
  try {
    return await Promise.race([call(callSignal.signal), timeOut()]);
  } finally {
    done.abort('answered');
    // An explicit reason avoids the cost of creating a DOMException with its stack.
    callSignal.abort('over');
  }
}
