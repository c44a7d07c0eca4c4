import { Refusal } from '../domain/refusal.ts';
import type { Request } from './request.ts';

const printableAscii = /^[\x20-\x7e]{1,255}$/;

/**
 * The caller's idempotency key, from the header (bare, or quoted as draft-ietf-httpapi-idempotency-key-header-07
 * writes it) or from the body. Two that differ are a mistake that must not be guessed at.
 */
export function idempotencyKey(request: Request, inBody?: string): string | undefined {
  const sent = [...new Set((request.headers.get('idempotency-key') ?? []).map(unquoted))];
  if (sent.length > 1)
    throw new Refusal('idempotency_key_repeated', 'send one Idempotency-Key', {
      field: 'Idempotency-Key',
    });
  const [inHeader] = sent;
  if (inHeader !== undefined && inBody !== undefined && inHeader !== inBody) {
    throw new Refusal('idempotency_key_mismatch', 'the key in the header and the one in the body differ');
  }
  const key = inHeader ?? inBody;
  if (key === undefined) return undefined;
  return checkedKey(key, inHeader === undefined ? '/idempotency_key' : 'Idempotency-Key');
}

/** A key that is one, from wherever it was sent. */
export function checkedKey(key: string, field: string): string {
  if (printableAscii.test(key) && key.trim() === key) return key;
  throw new Refusal('idempotency_key_invalid', 'a key is 1 to 255 printable ASCII characters, without space around', {
    field,
  });
}

/** The key where a contract wants one. */
export function requiredIdempotencyKey(request: Request, inBody?: string): string {
  const key = idempotencyKey(request, inBody);
  if (key !== undefined) return key;
  throw new Refusal('idempotency_key_missing', 'send an Idempotency-Key header, or "idempotency_key" in the body', {
    field: '/idempotency_key',
  });
}

/** How long to wait for another's answer: `Prefer: wait=0..10` (RFC 7240), else two seconds. */
export function preferredWaitMs(request: Request): number {
  const preferences = request.headers.get('prefer')?.join(', ') ?? '';
  const seconds = /(?:^|[,;\s])wait=(\d{1,2})(?=$|[,;\s])/i.exec(preferences)?.[1];
  return Math.min(Number(seconds ?? 2), 10) * 1000;
}

/** A Structured Field string (RFC 8941 §3.3.3) says the same as the bare value. */
function unquoted(value: string): string {
  const quoted = /^\s*"(.*)"\s*$/.exec(value)?.[1];
  return quoted?.replace(/\\(["\\])/g, '$1') ?? value.trim();
}
