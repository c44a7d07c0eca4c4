import { ProcessorTrouble } from '../port.ts';
import type { MollieAmount } from './amounts.ts';
import { Capture, type MolliePayment, readList } from './answers.ts';
import type { MollieCall } from './client.ts';
import { troubleOf } from './troubles.ts';

/**
 * States of a payment's captures. Mollie may embed nothing where there are none, and names no link to them then. Throws `unknown`
 * if it left out some: one on its way would look like none.
 */
export function capturesOf({ _embedded, _links }: MolliePayment): readonly string[] {
  const listed = _embedded?.captures ?? (_links.captures ? undefined : []);
  return readList(Capture, listed).map(({ status }) => status);
}

/** A capture may fail after Mollie took it. Each retry, and the sweeper each minute, would send another, for as long as the hold lasts. */
const mostFailed = 5;

/**
 * Sends a capture, unless there is one that took money or may still do so. Mollie captures asynchronously, and as often as it
 * is asked to (https://docs.mollie.com/docs/place-a-hold-for-a-payment).
 */
export async function captureOnce(
  ask: MollieCall,
  payment: MolliePayment,
  amount: MollieAmount,
): Promise<'not sent' | 'taken' | 'refused'> {
  if (payment.status !== 'authorized') return 'not sent';
  const captures = capturesOf(payment);
  if (captures.some((status) => status !== 'failed') || captures.length >= mostFailed) return 'not sent';
  const answer = await ask({
    method: 'POST',
    path: `${pathOf(payment)}/captures`,
    body: { amount },
    // Mollie repeats its first answer to a key: a capture after one that failed needs another key.
    idempotencyKey: `capture:${payment.id}:${captures.length}`,
  });
  if (answer.status === 201) return 'taken';
  const trouble = troubleOf(answer);
  if (trouble !== undefined) throw trouble;
  return 'refused';
}

/** Throws `unknown` if a capture that Mollie took is not shown: a replica that lags behind would make it look refused. */
export function requireCapture(before: MolliePayment, after: MolliePayment): void {
  if (after.status !== 'authorized' || capturesOf(after).length > capturesOf(before).length) return;
  throw new ProcessorTrouble('unknown', 'Mollie took a capture that it does not show yet');
}

/** The rest of a hold that was captured in part. It moves no money and runs out by itself: that it fails changes nothing. */
export async function releaseRest(ask: MollieCall, payment: MolliePayment): Promise<void> {
  await ask({ method: 'POST', path: `${pathOf(payment)}/release-authorization` }).catch(() => undefined);
}

const pathOf = ({ id }: MolliePayment): string => `payments/${encodeURIComponent(id)}`;
