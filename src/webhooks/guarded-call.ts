import type { LookupFunction } from 'node:net';
import { RequestFilteringHttpAgent, RequestFilteringHttpsAgent } from 'request-filtering-agent';
import { httpCall } from '../runtime/http-call.ts';
import type { Io } from '../runtime/io.ts';
import { isLoopbackAllowed, loopbackAddresses } from './receiver-address.ts';
import { receiverLookup } from './receiver-lookup.ts';

type Guard = Readonly<{
  allowLoopback?: boolean;
  /** Replaces DNS in tests. */
  lookup?: LookupFunction;
}>;

/**
 * HTTP client for addresses that others chose. It refuses every address that is not public when it connects, after the
 * name is resolved, so that a name cannot lead elsewhere between a check and the connection. Follows no redirects.
 */
export function guardedCall({
  allowLoopback = isLoopbackAllowed(),
  lookup = receiverLookup(),
}: Guard = {}): Io['call'] {
  const options = {
    keepAlive: true,
    timeout: 4_000,
    allowIPAddressList: allowLoopback ? [...loopbackAddresses] : [],
    lookup,
    // Node's own 250 ms are too short for a receiver on another continent that has more than one address.
    autoSelectFamilyAttemptTimeout: 1_000,
  };
  return httpCall({
    httpAgent: new RequestFilteringHttpAgent(options),
    httpsAgent: new RequestFilteringHttpsAgent(options),
  });
}

/** Whether a call failed because its address is not public. */
export const isAddressRefused = (error: unknown): boolean =>
  error instanceof Error && /is not allowed\. Because/.test(error.message);
