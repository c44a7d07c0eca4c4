import {
  type Charge,
  type Intent,
  type ListedRefund,
  ProcessorTrouble,
  type RefundObservation,
  type RefundRequest,
} from '../port.ts';
import { strongest } from '../strongest-refund.ts';
import { ExternalStripeRefund, rawCode, readBody, StripeRefund } from './answers.ts';
import type { StripeAnswer, StripeCall } from './client.ts';
import { instantOf, money, unknownState } from './intents.ts';
import { readPage } from './reading.ts';

/** https://docs.stripe.com/api/refunds/object#refund_object-status */
export function refundObservation({ id, status, failure_reason }: StripeRefund): RefundObservation {
  switch (status) {
    case 'succeeded':
      return { state: 'returned', reference: id };
    case 'pending':
    case 'requires_action':
      return { state: 'working', reference: id };
    case 'failed':
    case 'canceled':
      return { state: 'failed', raw: rawCode({ code: failure_reason ?? status }) };
    default:
      throw unknownState('a refund', status);
  }
}

const mostPages = 20;

/**
 * The refund among all of its intent, by our id in its metadata, and by Stripe's if that is known. One that failed beside another does
 * not count: the other moves the money.
 */
export const findRefund = (all: readonly Listed[], { id, reference }: RefundRequest): RefundObservation =>
  strongest(
    all
      .map(({ refund }) => refund)
      .filter((refund) => refund.metadata?.refund_id === id || refund.id === reference)
      .map(refundObservation),
  );

/**
 * All refunds of an intent that did not fail. Without both of our ids, somebody else made one: another program may have refund ids of
 * its own. From version 2025-03-31 on, a partial capture makes none: https://docs.stripe.com/changelog/basil/2025-03-31/remove-refund-from-partial-capture-and-payment-cancellation-flow
 */
export const listedRefunds = (
  all: readonly Listed[],
  intent: Intent,
  { paymentId }: Pick<Charge, 'paymentId'>,
): readonly ListedRefund[] =>
  all.flatMap(({ refund, answer }) => {
    const { state } = refundObservation(refund);
    if (state !== 'working' && state !== 'returned') return [];
    const { amount, currency, payment_intent, created } = readBody(ExternalStripeRefund, answer);
    // Older versions list the uncaptured rest of an authorization as a refund that belongs to no intent.
    if (payment_intent !== intent.id) return [];
    const { refund_id: id, payment_id: ofPayment } = refund.metadata ?? {};
    const ownId = id && ofPayment === paymentId ? id : undefined;
    return [{ reference: refund.id, ownId, amount: money(amount, currency), state, at: instantOf(created) }];
  });

type Listed = Readonly<{ refund: StripeRefund; answer: StripeAnswer }>;

/** Stripe cannot look refunds up by metadata. */
export async function allRefunds(ask: StripeCall, intent: Intent): Promise<readonly Listed[]> {
  const found: Listed[] = [];
  let after: string | undefined;
  for (let page = 0; page < mostPages; page++) {
    const form = { payment_intent: intent.id, limit: '100', starting_after: after };
    const { items, hasMore } = await readPage(ask, 'refunds', form);
    found.push(...items.map((answer) => ({ refund: readBody(StripeRefund, answer), answer })));
    after = found.at(-1)?.refund.id;
    if (!hasMore || after === undefined) return found;
  }
  throw new ProcessorTrouble('unknown', 'the payment has more refunds at Stripe than can be read');
}
