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
 * signs, the previous one does while it is valid, and never afterwards.
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
  const byPrevious = signs(stored.previous_secret);
  const until = Number(stored.previous_until ?? 0);
  if (isFresh) return bySecret || byPrevious ? undefined : 'no secret of it signs';
  if (!bySecret) return 'the current secret does not sign';
  if (until > now + skewMs && !byPrevious) return 'the previous secret is valid and does not sign';
  const isExpired = stored.previous_secret !== undefined && until < now - skewMs;
  return isExpired && byPrevious ? 'by an expired secret' : undefined;
}

const signatureOf = (secret: string, message: string): string =>
  createHmac('sha256', Buffer.from(secret.replace('whsec_', ''), 'base64'))
    .update(message)
    .digest('base64');
