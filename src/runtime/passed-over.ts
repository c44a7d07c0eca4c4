import type { Answered } from './http-call.ts';
import type { Io } from './io.ts';
import { within } from './within.ts';

const mostBytes = 65_536;
const longestMs = 100;

/**
 * Takes in an answer that nobody reads, because its connection can be used again then. One that is long, slow or broken
 * is left: whoever asked has the status, and waits no longer for the rest.
 */
export async function passedOver({ body }: Answered, io: Pick<Io, 'sleep'>): Promise<void> {
  const takeIn = async () => {
    let size = 0;
    for await (const chunk of body ?? []) {
      size += chunk.byteLength;
      if (size > mostBytes) return;
    }
  };
  await within(longestMs, io, takeIn).catch(() => undefined);
}
