import { Refusal } from '../domain/refusal.ts';
import { keyLine, keyOfWholeLine, keysIn } from './key-list.ts';
import type { Request } from './request.ts';

const printableAscii = /^[\x20-\x7e]{1,255}$/;

/** An idempotency key. `joined` is the header's line, if that is a list which earlier versions took for one long key. */
export type SentKey = Readonly<{ key: string; joined?: string }>;

/**
 * The caller's idempotency key, from the header (bare or quoted, as draft-ietf-httpapi-idempotency-key-header-07 writes
 * it) or from the body. A list of equal keys is one key, because proxies join repeated headers. Different keys are
 * refused: a guess could charge twice.
 */
export function sentKey(request: Request, inBody?: string): SentKey | undefined {
  const inHeader = keyInHeader(request.headers.get('idempotency-key') ?? []);
  if (inHeader === undefined) return inBody === undefined ? undefined : { key: checkedKey(inBody, '/idempotency_key') };
  if (inBody !== undefined && inHeader.key !== inBody) {
    throw new Refusal('idempotency_key_mismatch', 'the key in the header and the one in the body differ');
  }
  return inHeader;
}

type IsUsed = (key: string) => Promise<boolean>;

/** The same key as text, for requests that charge nothing. */
export const idempotencyKey = (request: Request, inBody?: string): string | undefined => sentKey(request, inBody)?.key;

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

/** The header line that hands a request's key on to the next service. */
export function keyLineOf(request: Request, inBody?: string): string | undefined {
  const sent = sentKey(request, inBody);
  return sent && (sent.joined ?? keyLine(sent.key));
}

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

/** The key where a contract wants one. */
export function requiredSentKey(request: Request, inBody?: string): SentKey {
  const sent = sentKey(request, inBody);
  if (sent !== undefined) return sent;
  throw new Refusal('idempotency_key_missing', 'send an Idempotency-Key header, or "idempotency_key" in the body', {
    field: '/idempotency_key',
  });
}
