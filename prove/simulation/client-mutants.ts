import type { Fetch } from '../../client/io.ts';
import { memoryKeys } from '../../client/keys/memory.ts';
import type { Mutant } from './mutant.ts';
import type { ClientOutside } from './shop-process.ts';

type Answer = Awaited<ReturnType<Fetch>>;

const keyOf = ({ headers }: Parameters<Fetch>[1]): string => String(headers['Idempotency-Key']);
const withKey = (init: Parameters<Fetch>[1], key: string): Parameters<Fetch>[1] => ({
  ...init,
  headers: { ...init.headers, 'Idempotency-Key': key },
});

/** The client with another `fetch`, which each process makes anew. */
const withFetch = (change: (outside: ClientOutside) => Fetch): Pick<Mutant, 'client'> => ({
  client: (outside) => ({ ...outside, io: { ...outside.io, fetch: change(outside) } }),
});

/** The client reads answers otherwise: the text is what it would have heard. */
const reading = (change: (status: number, text: string) => Readonly<{ status: number; text: string }>) =>
  withFetch(({ io }) => async (url, init) => {
    const { status, headers, text } = await io.fetch(url, init);
    const read = change(status, await text());
    return { status: read.status, headers, text: async () => read.text };
  });

const refusal = JSON.stringify({ code: 'request_refused', detail: 'as the mutant reads it' });
const isDecline = (text: string) => text.includes('"status":"FAILED"');
const unavailable: Answer = { status: 503, headers: { get: () => null }, text: async () => refusal };

/** Ways to write the client wrongly. */
export const clientMutants: readonly Mutant[] = [
  {
    name: 'client-retries-with-a-new-key',
    what: 'every attempt of the client has a key of its own',
    ...withFetch(({ io }) => {
      const sent = new Set<string>();
      return (url, init) => {
        const isRetry = sent.has(keyOf(init));
        sent.add(keyOf(init));
        return io.fetch(url, isRetry ? withKey(init, io.newKey()) : init);
      };
    }),
  },
  {
    name: 'client-sends-before-it-stores',
    what: 'a request is sent while its key is being stored',
    client: ({ io, keys }) => ({
      io,
      keys: {
        ...keys,
        claim: async (request) => {
          void keys.claim(request).catch(() => undefined);
          return request;
        },
      },
    }),
  },
  {
    name: 'client-keeps-keys-in-memory',
    what: 'the keys of intents die with the process',
    client: ({ io }) => ({ io, keys: memoryKeys() }),
  },
  {
    name: 'client-resumes-with-a-new-key',
    what: 'a request that is sent again after a crash gets a new key',
    client: ({ io, keys }) => ({
      io,
      keys: {
        ...keys,
        unanswered: async function* () {
          for await (const request of keys.unanswered()) yield { ...request, key: io.newKey() };
        },
      },
    }),
  },
  {
    name: 'client-forgets-what-it-sends',
    what: 'an intent counts as answered once it is sent',
    client: ({ io, keys }) => ({
      io,
      keys: {
        ...keys,
        claim: async (request) => {
          const stored = await keys.claim(request);
          await keys.answered(request).catch(() => undefined);
          return stored;
        },
      },
    }),
  },
  {
    name: 'client-takes-503-for-a-refusal',
    what: 'a fault of the service ends an intent as refused',
    ...reading((status, text) => ({ status: status === 503 ? 400 : status, text })),
  },
  {
    name: 'client-takes-403-for-a-refusal',
    what: 'a signature that has expired ends an intent as refused, although an earlier attempt may have been done',
    ...reading((status, text) => ({ status: status === 403 ? 400 : status, text })),
  },
  {
    name: 'client-takes-a-page-for-a-refusal',
    what: "an answer that is not the service's JSON ends an intent as refused",
    ...reading((status, text) => (text.endsWith('}') ? { status, text } : { status: 400, text: refusal })),
  },
  {
    name: 'client-takes-silence-for-a-refusal',
    what: 'a connection that breaks ends an intent as refused',
    ...withFetch(
      ({ io }) =>
        (url, init) =>
          io.fetch(url, init).catch((): Answer => ({ ...unavailable, status: 400 })),
    ),
  },
  {
    name: 'client-retries-declines',
    what: 'a declined payment is tried again under a new key',
    ...withFetch(({ io }) => {
      const declined = new Set<string>();
      return async (url, init) => {
        const key = keyOf(init);
        const answer = await io.fetch(url, declined.has(key) ? withKey(init, io.newKey()) : init);
        const text = await answer.text();
        if (declined.has(key) || !isDecline(text)) return { ...answer, text: async () => text };
        declined.add(key);
        return unavailable;
      };
    }),
  },
  {
    name: 'client-says-paid-for-pending',
    what: 'a payment that the processor is still at work on counts as paid',
    ...reading((status, text) => ({ status, text: text.replace('"status":"PENDING"', '"status":"SUCCESS"') })),
  },
];
