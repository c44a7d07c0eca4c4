import { type Intent, ProcessorTrouble } from '../port.ts';
import type { StripeSettings } from './client.ts';

/** The account of intents that were opened without naming one. */
export const ownAccount = 'own';

/** Throws `misconfigured` for an intent of another processor or account: its state is not to be had with this key. */
export function intentPath(intent: Intent, { account = ownAccount }: Pick<StripeSettings, 'account'>): string {
  if (intent.processor === 'stripe' && intent.account === account) {
    return `payment_intents/${encodeURIComponent(intent.id)}`;
  }
  const message = `the payment is with ${intent.processor}, account ${intent.account}; this stage has Stripe, ${account}`;
  throw new ProcessorTrouble('misconfigured', message);
}
