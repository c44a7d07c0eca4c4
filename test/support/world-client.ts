import type { Fetch, Io } from '../../client/io.ts';
import { memoryKeys } from '../../client/keys/memory.ts';
import { type ClientOptions, PaymentClient } from '../../client/payment-client.ts';
import { World } from './world.ts';
import { worldFetch } from './world-fetch.ts';

type Answer = Awaited<ReturnType<Fetch>>;
/** An answer instead of the service's, or the error of a connection. */
export type Scripted = Answer | Error | 'hangs';

export const problem = (status: number, code: string, headers: Record<string, string> = {}): Response =>
  Response.json({ code, detail: `because of ${code}`, status }, { status, headers });

/** A client of the handlers of a world, whose first requests come to what a script says. No time passes but in pauses. */
export function worldClient(script: readonly Scripted[] = [], options: Partial<ClientOptions> = {}) {
  const world = new World();
  const left = [...script];
  const pauses: number[] = [];
  const sent: Parameters<Fetch>[] = [];
  let timeOut = () => {};
  const send = worldFetch(world);
  const io: Partial<Io> = {
    async fetch(...request) {
      sent.push(request);
      const next = left.shift();
      if (next === 'hangs') {
        queueMicrotask(timeOut);
        return new Promise(() => {});
      }
      if (next instanceof Error) throw next;
      return next ?? send(...request);
    },
    now: world.clock.now,
    sleep: (ms, aborted) =>
      new Promise((resolve) => {
        const pass = () => {
          world.clock.advance(ms);
          resolve();
        };
        if (aborted) timeOut = pass;
        else {
          pauses.push(ms);
          pass();
        }
      }),
    random: () => 0.5,
    newKey: () => `key-${sent.length}`,
  };
  const payments = new PaymentClient({ url: 'http://localhost/', keys: memoryKeys(), io, ...options });
  return { world, payments, pauses, sent };
}
