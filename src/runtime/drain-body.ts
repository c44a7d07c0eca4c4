import type { IncomingResponse } from './http-call.ts';
import type { Io } from './io.ts';
import { withTimeout } from './with-timeout.ts';

const mostBytes = 65_536;
const longestMs = 100;

/**
 * Reads and discards the body of a response, so that its connection can be reused. Gives up on a long, slow or broken
 * body rather than make the caller wait. Never rejects.
 */
export async function drainBody({ body }: IncomingResponse, io: Pick<Io, 'sleep'>): Promise<void> {
  const discard = async () => {
    let size = 0;
    for await (const chunk of body ?? []) {
      size += chunk.byteLength;
      if (size > mostBytes) return;
    }
  };
  await withTimeout(longestMs, io, discard).catch(() => undefined);
}
