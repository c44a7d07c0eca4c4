import type { Mutant } from './mutant.ts';
import type { Wish } from './operations.ts';

/** Replaces the header that a function sees; requests without one reach it as they are. */
const reading = (read: (lines: readonly string[], wish: Wish) => readonly string[]): Pick<Mutant, 'arrive'> => ({
  arrive: (wish) => {
    const sent = wish.headers?.['Idempotency-Key'];
    if (sent === undefined) return wish;
    return { ...wish, headers: { ...wish.headers, 'Idempotency-Key': read([sent].flat(), wish) } };
  },
});

/** Any text as a key of its own. */
const asKey = (text: string) => [`"${text.replace(/["\\]/g, '\\$&')}"`];
const isRpc = ({ operation }: Wish) => /^(customers|services)-/.test(operation);

export const keyMutants: readonly Mutant[] = [
  {
    name: 'repeated-metadata-is-a-new-key',
    focus: 'rpc',
    what: 'the edge joins the values of a key that was sent twice, and the API takes them for one long key',
    ...reading((lines, wish) => (isRpc(wish) && lines.length > 1 ? asKey(lines.join(', ')) : lines)),
  },
  {
    name: 'joined-keys-are-a-new-key',
    focus: 'keys',
    what: 'a key that a proxy joined with itself is another key',
    ...reading((lines) => (lines.length === 1 && lines[0]?.includes(',') ? asKey(lines.join()) : lines)),
  },
  {
    name: 'the-last-of-different-keys',
    focus: 'keys',
    what: 'of several keys the last one counts',
    ...reading((lines) => lines.flatMap((line) => line.split(',')).slice(-1)),
  },
  {
    name: 'malformed-keys-are-keys',
    focus: 'keys',
    what: 'a key in quotes with something behind it is taken as it is',
    ...reading((lines) => (/^".*"[^,"]+$/.test(lines.join()) ? asKey(lines.join()) : lines)),
  },
  {
    name: 'no-key-is-the-body',
    focus: 'keys',
    what: 'a request without a key gets one that is made from its body, so two purchases of one price are one',
    arrive: (wish) =>
      wish.isKeyless ? { ...wish, headers: { 'Idempotency-Key': asKey(JSON.stringify(wish.body)).join() } } : wish,
  },
];
