import { Refusal } from '../domain/refusal.ts';
import { keyOfWholeLine, keysIn } from './key-list.ts';

const printableAscii = /^[\x20-\x7e]{1,255}$/;

/** An idempotency key. `joined` is the header's line, if that is a list which earlier versions took for one long key. */
export type SentKey = Readonly<{ key: string; joined?: string }>;

/** The key in the lines of a header; undefined if there are none. Throws a Refusal unless they are one key. */
export function keyInHeader(lines: readonly string[]): SentKey | undefined {
  const [line, ...others] = new Set(lines);
  if (line === undefined) return undefined;
  const keys = [line, ...others].flatMap((text) => keysIn(text) ?? refuseMalformed());
  const [sent = '', ...different] = new Set(keys);
  if (different.length > 0) {
    throw new Refusal('idempotency_key_repeated', 'send one Idempotency-Key; a key that has a comma needs quotes', {
      field: 'Idempotency-Key',
    });
  }
  const key = checkedKey(sent, 'Idempotency-Key');
  return keys.length > 1 && others.length === 0 ? { key, joined: line } : { key };
}

function refuseMalformed(): never {
  throw new Refusal(
    'idempotency_key_invalid',
    'a key that starts with a quote is one string in quotes (RFC 8941), without anything behind it',
    {
      field: 'Idempotency-Key',
    },
  );
}

/** A key that is one, from wherever it was sent. */
export function checkedKey(key: string, field: string): string {
  if (printableAscii.test(key) && key.trim() === key) return key;
  throw new Refusal('idempotency_key_invalid', 'a key is 1 to 255 printable ASCII characters, without space around', {
    field,
  });
}

type IsUsed = (key: string) => Promise<boolean>;

/**
 * The key under which the request is stored: that of an earlier version if it was used, so that a retry finds the payment
 * that was made before the update. Only a joined key costs this look-up.
 */
export async function storedKey(sent: SentKey, isUsed: IsUsed): Promise<string>;
export async function storedKey(sent: SentKey | undefined, isUsed: IsUsed): Promise<string | undefined>;
export async function storedKey(sent: SentKey | undefined, isUsed: IsUsed): Promise<string | undefined> {
  if (sent?.joined === undefined) return sent?.key;
  const earlier = keyOfWholeLine(sent.joined);
  return (await isUsed(earlier)) ? earlier : sent.key;
}
