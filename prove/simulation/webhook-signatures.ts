import { createHmac } from 'node:crypto';
import type { SimulatedItem } from './operands.ts';
import type { Sent } from './receivers.ts';

/** Clocks of the service are at most five minutes off. */
export const skewMs = 310_000;

type Signed = Pick<Sent, 'eventId' | 'headers' | 'body'>;
/** `isFresh`: the secret was rotated so recently that the sender may not have read it yet. */
type SignedAt = Readonly<{ now: number; isFresh: boolean }>;

/**
 * Finds a fault of a delivery's signatures, judged by the endpoint's stored secrets; undefined if there is none: the current secret
 * signs, the previous ones do while they are valid, and never afterwards.
 */
export function wrongSignature(
  { eventId, headers, body }: Signed,
  stored: SimulatedItem,
  { now, isFresh }: SignedAt,
): string | undefined {
  const signatures = String(headers['webhook-signature']).split(' ');
  const message = `${eventId}.${headers['webhook-timestamp']}.${body}`;
  const signs = (secret: unknown) => signatures.includes(`v1,${signatureOf(String(secret), message)}`);
  const bySecret = signs(stored.secret);
  const previous = previousOf(stored);
  if (isFresh) return bySecret || previous.some(({ secret }) => signs(secret)) ? undefined : 'no secret of it signs';
  if (!bySecret) return 'the current secret does not sign';
  if (previous.some(({ secret, until }) => until > now + skewMs && !signs(secret)))
    return 'a previous secret is valid and does not sign';
  const isExpired = previous.some(({ secret, until }) => until < now - skewMs && signs(secret));
  return isExpired ? 'by an expired secret' : undefined;
}

type Previous = Readonly<{ secret: unknown; until: number }>;

function previousOf({ previous_secret: secret, previous_until, earlier_secrets = [] }: SimulatedItem): Previous[] {
  const earlier = Array.isArray(earlier_secrets) ? earlier_secrets : [];
  const until = Number(previous_until ?? 0);
  const newest = secret === undefined ? [] : [{ secret, until }];
  return [...newest, ...earlier.map((one) => ({ secret: one.secret, until: Number(one.until) }))];
}

const signatureOf = (secret: string, message: string): string =>
  createHmac('sha256', Buffer.from(secret.replace('whsec_', ''), 'base64'))
    .update(message)
    .digest('base64');
