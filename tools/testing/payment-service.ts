import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { memoryKeys } from '../../client/keys/memory.ts';
import { PaymentClient } from '../../client/payment-client.ts';
import type { PaymentEvent } from '../../client/types.ts';
import { localRequest } from '../start/local-request.ts';
import { refuseUnknownOptions } from './known-options.ts';
import { startLocalService } from './local-service.ts';
import { openInbox } from './webhook-inbox.ts';

export type PaymentServiceOptions = Readonly<{
  /** Writes the documented users, orders and payments at the start and after `reset`; false, if left out. */
  seed?: boolean;
}>;

const options: Readonly<Record<keyof PaymentServiceOptions, true>> = { seed: true };

/** A fault of docs/testing.md, such as `store: throttled`, and the calls that it hits. */
type FaultOptions = Readonly<{
  /** 1, if left out. */
  times?: number;
  ms?: number;
  match?: Readonly<{ function?: string; operation?: string; table?: string; write?: string }>;
}>;

export type PaymentService = AsyncDisposable &
  Readonly<{
    /** Address of the API, on a port of its own. */
    url: string;
    client: PaymentClient;
    clock: Readonly<{
      now: () => Promise<Date>;
      /** Moves the time forward: milliseconds, or `90s`, `2h`, `400d`. Resolves when everything that came due has been done. */
      advance: (time: number | string) => Promise<void>;
    }>;
    faults: Readonly<{
      /** The next calls of functions to the outside fail. */
      add: (fault: string, options?: FaultOptions) => Promise<void>;
      /** How often each pending or past fault has happened. */
      list: () => Promise<readonly Readonly<{ fault: string; times: number; happened: number }>[]>;
      clear: () => Promise<void>;
    }>;
    webhooks: Readonly<{
      /** The next event of this type that no earlier call returned, verified. Rejects when none comes in `timeoutMs` (10 s). */
      next: (type: PaymentEvent['type'], timeoutMs?: number) => Promise<PaymentEvent>;
    }>;
    /** Empties all tables and removes all faults. The clock goes on. */
    reset: () => Promise<void>;
    stop: () => Promise<void>;
  }>;

/** In the package, beside this module: templates and bundles, made in advance. */
const assembly = join(import.meta.dirname, 'assembly');

/**
 * Starts a whole payment service for a test: on free ports, with data of its own. Needs neither Docker nor a network. Throws
 * TypeError for an option that does not exist.
 */
export async function startPaymentService(given: PaymentServiceOptions = {}): Promise<PaymentService> {
  refuseUnknownOptions('startPaymentService', given, Object.keys(options));
  const { seed = false } = given;
  await using started = new AsyncDisposableStack();
  const inbox = started.adopt(await openInbox(), ({ close }) => close());
  const service = started.adopt(
    await startLocalService(seed, existsSync(assembly) ? assembly : undefined),
    ({ stop }) => stop(),
  );
  const { url } = service;
  const client = new PaymentClient({ url, keys: memoryKeys() });
  const local = (method: 'GET' | 'POST' | 'DELETE', path: string, body?: object) =>
    localRequest(url, method, `/_local/${path}`, body);
  const receiveWebhooks = async () => inbox.expect(await service.addEndpoint(inbox.url));
  await receiveWebhooks();

  const resources = started.move();
  const stop = () => resources.disposeAsync();
  return {
    url,
    client,
    clock: {
      now: async () => new Date(service.now()),
      advance: async (time) =>
        void (await local('POST', 'clock', { advance: typeof time === 'number' ? `${time}ms` : time })),
    },
    faults: {
      add: async (fault, options = {}) => void (await local('POST', 'faults', { fault, ...options })),
      list: async () => ((await local('GET', 'faults')) as FaultList).faults,
      clear: async () => void (await local('DELETE', 'faults')),
    },
    webhooks: { next: inbox.next },
    async reset() {
      await local('DELETE', 'faults');
      await service.reset();
      await receiveWebhooks();
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

type FaultList = Readonly<{ faults: Awaited<ReturnType<PaymentService['faults']['list']>> }>;
