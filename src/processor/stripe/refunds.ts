import {
  type Intent,
  ProcessorTrouble,
  type RefundObservation,
  type RefundRequest,
  UnexplainedAnswer,
} from '../port.ts';
import { ListPage, rawCode, readBody, StripeRefund } from './answers.ts';
import type { StripeCall } from './client.ts';
import { troubleOf, unreadable } from './troubles.ts';

/** https://docs.stripe.com/api/refunds/object#refund_object-status */
export function refundObservation({ id, status, failure_reason }: StripeRefund): RefundObservation {
  switch (status) {
    case 'succeeded':
      return { state: 'returned', reference: id };
    case 'pending':
    case 'requires_action':
      return { state: 'working' };
    case 'failed':
    case 'canceled':
      return { state: 'failed', raw: rawCode({ code: failure_reason ?? status }) };
    default: {
      const state = rawCode({ code: status });
      throw new UnexplainedAnswer(`this version knows no state "${state}" of a refund: park it, never map it`);
    }
  }
}

const mostPages = 20;

/**
 * Looks through every refund of the intent. One that failed beside another does not count: the other moves the money. Stripe
 * cannot look refunds up by metadata.
 */
export async function findRefund(ask: StripeCall, intent: Intent, { id }: RefundRequest): Promise<RefundObservation> {
  const found: RefundObservation[] = [];
  let after: string | undefined;
  for (let page = 0; page < mostPages; page++) {
    const form = { payment_intent: intent.id, limit: '100', starting_after: after };
    const answer = await ask({ method: 'GET', path: 'refunds', form });
    if (answer.status !== 200) throw troubleOf(answer) ?? unreadable(answer);
    const { data, has_more } = readBody(ListPage, answer);
    if (!Array.isArray(data)) throw unreadable(answer);
    const refunds = data.map((body) => readBody(StripeRefund, { ...answer, body }));
    found.push(...refunds.filter(({ metadata }) => metadata?.refund_id === id).map(refundObservation));
    after = refunds.at(-1)?.id;
    if (!has_more || after === undefined) return strongest(found);
  }
  throw new ProcessorTrouble('unknown', 'the payment has more refunds at Stripe than can be looked through');
}

/** Money that went back outweighs money that may, and that outweighs an attempt that failed. */
const strongest = (found: readonly RefundObservation[]): RefundObservation =>
  found.find(({ state }) => state === 'returned') ??
  found.find(({ state }) => state === 'working') ??
  found[0] ?? { state: 'absent' };
