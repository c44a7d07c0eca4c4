import { checkedKey, keyInHeader, type SentKey } from '../contracts/idempotency-key.ts';
import { keyLine } from '../contracts/key-list.ts';
import { Refusal } from '../domain/refusal.ts';
import type { Request } from './request.ts';

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

/** The key without its original header line, for requests that charge nothing. */
export const idempotencyKey = (request: Request, inBody?: string): string | undefined => sentKey(request, inBody)?.key;

/** The header value that passes a request's key on to another service. */
export function keyLineOf(request: Request, inBody?: string): string | undefined {
  const sent = sentKey(request, inBody);
  return sent && (sent.joined ?? keyLine(sent.key));
}

/** Like `sentKey`, for contracts that require a key. */
export function requiredSentKey(request: Request, inBody?: string): SentKey {
  const sent = sentKey(request, inBody);
  if (sent !== undefined) return sent;
  throw new Refusal('idempotency_key_missing', 'send an Idempotency-Key header, or "idempotency_key" in the body', {
    field: '/idempotency_key',
  });
}
