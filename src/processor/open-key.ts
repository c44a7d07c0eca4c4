import { fingerprintOf } from '../domain/identity.ts';
import { chargeName } from '../domain/payment.ts';
import type { Charge } from './port.ts';

/**
 * The key that an intent is opened by, the same for each request that races for its payment. Our fingerprints leave out the fare,
 * metadata and the card, so a lawful retry can differ in them: it must not reach the processor under the same key with other
 * parameters. And orders are numbered alike in several stages, so each has its own key space.
 */
export function openKey(charge: Charge, keySpace: string): string {
  const { amount, metadata, ...others } = charge;
  const fields = { ...others, minor: String(amount.minor), currency: amount.currency, metadata, keySpace };
  return `${nameOf(charge)}:${fingerprintOf(JSON.stringify(fields))}`;
}

/** The name of a charge, which is the key where no processor has to be asked. */
export const nameOf = ({ paymentId, generation }: Charge): string => chargeName({ id: paymentId, generation });
