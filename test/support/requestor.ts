import { setTimeout as sleep } from 'node:timers/promises';
import type { Io } from '../../src/runtime/io.ts';
import { call, type Endpoint } from './call.ts';
import { requestorApi } from './event.ts';
import type { PaymentRpc } from './payment-rpc.ts';
import { World } from './world.ts';

type Wanted = NonNullable<Parameters<typeof call>[3]>;

/** One invocation of a function of the mock, whose payment service is `rpc`. Time is real: the call goes by `fetch`. */
export function ask(endpoint: Endpoint, rpc: PaymentRpc, request: string, wanted: Wanted = {}) {
  const io: Io = {
    ...new World().io(),
    now: Date.now,
    sleep: (ms, signal) => sleep(ms, undefined, signal && { signal }),
    remaining: () => 15_000,
    fetch: rpc.fetch,
  };
  return call(endpoint, { io: () => io }, request, { ...wanted, api: requestorApi });
}
