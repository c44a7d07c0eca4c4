import type { Io } from './io.ts';

/** A call to another service took longer than it was given. */
class TimedOut extends Error {
  override readonly name = 'TimedOut';
}

/** Runs a call, and aborts it after so many milliseconds of the invocation's own clock. */
export async function within<Value>(
  ms: number,
  { sleep }: Pick<Io, 'sleep'>,
  call: (aborted: AbortSignal) => Promise<Value>,
): Promise<Value> {
  const over = new AbortController();
  const done = new AbortController();
  const timeOut = async () => {
    await sleep(ms, done.signal);
    throw new TimedOut();
  };
  try {
    return await Promise.race([call(over.signal), timeOut()]);
  } finally {
    done.abort('answered');
    // With a reason of its own: else it would make an error, with its stack.
    over.abort('over');
  }
}
