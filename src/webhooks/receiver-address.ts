import { optionalEnv } from '../runtime/env.ts';

/**
 * Set by `npm start` and by tests, so that receivers may run on this machine. No template has it: a stage that is deployed
 * must never call its own network (test/lib/loopback.test.ts).
 */
export const isLoopbackAllowed = (): boolean => optionalEnv('WEBHOOK_LOOPBACK') === 'allowed';

/** The addresses that loopback is. A list of single addresses, because the agent cannot compare IPv4 with an IPv6 range. */
export const loopbackAddresses = ['127.0.0.1', '::1'] as const;

const loopbackHosts: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

const longestUrl = 2_048;
/** As RFC 3986 writes it. A browser's parser also takes `https:example.com`, spaces, and letters that it encodes itself. */
const written = /^https?:\/\/[\x21-\x7e]+$/i;

/** The fault of an endpoint's URL, if there is one. The guard checks where the URL leads at each connection. */
export function urlFault(text: string, allowLoopback = isLoopbackAllowed()): string | undefined {
  const url = URL.parse(text);
  if (url === null || text.length > longestUrl) return `must be a URL of at most ${longestUrl} characters`;
  const isLoopback = allowLoopback && url.protocol === 'http:' && loopbackHosts.has(url.hostname);
  if (url.protocol !== 'https:' && !isLoopback) return 'must begin with https://';
  if (!written.test(text)) return 'must be written out in ASCII, with other letters encoded';
  if (url.username || url.password) return 'must not hold credentials: verify the signature instead';
  if (url.hash) return 'must not hold a fragment';
  return undefined;
}
