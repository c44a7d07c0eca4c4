import { createHmac } from 'node:crypto';

/** The `Stripe-Signature` of a body that is sent at a moment (ms since the epoch). */
export function signedByStripe(body: string, secret: string, at: number): string {
  const seconds = Math.floor(at / 1_000);
  return `t=${seconds},v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}
