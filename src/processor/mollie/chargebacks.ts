import { mostDisputes } from '../../domain/dispute.ts';
import type { ObservedDispute } from '../port.ts';
import { Chargeback, ChargebackPage, type MolliePayment, rawCode, readAs, readList } from './answers.ts';
import type { MollieCall } from './client.ts';
import { instantOf, moneyOf } from './payments.ts';
import { nextOf, troubleOf, unexpected } from './troubles.ts';

/** The most that Mollie lists at once. */
const pageSize = 250;

/** All chargebacks of a payment (https://docs.mollie.com/reference/list-chargebacks). */
export async function findChargebacks(ask: MollieCall, payment: string): Promise<readonly ObservedDispute[]> {
  const found: ObservedDispute[] = [];
  let from = '';
  while (found.length <= mostDisputes) {
    const answer = await ask({ method: 'GET', path: `${payment}/chargebacks?limit=${pageSize}${from}` });
    if (answer.status !== 200) throw troubleOf(answer) ?? unexpected(answer);
    const { _embedded, _links } = readAs(ChargebackPage, answer.body);
    found.push(...readList(Chargeback, _embedded.chargebacks).map((one) => chargebackObservation(one, answer)));
    if (!_links.next) break;
    from = `&from=${nextOf(_links.next, answer)}`;
  }
  return found;
}

/**
 * Whether the customer's bank has taken money back and not returned it. Mollie would refund the payment all the same: what remains of it
 * does not count chargebacks (github.com/mollie/mollie-api-php, src/Fake/Responses/chargeback-list.json).
 */
export async function isChargedBack(
  ask: MollieCall,
  payment: string,
  { amountChargedBack }: MolliePayment,
): Promise<boolean> {
  if (!amountChargedBack) return false;
  return (await findChargebacks(ask, payment)).some(({ status }) => status === 'lost');
}

/**
 * Mollie tells of a chargeback once the money is gone, and takes no evidence by its API: it is lost, unless the bank reverses it
 * later. https://docs.mollie.com/reference/get-chargeback
 */
function chargebackObservation(
  { id, amount, reason, createdAt, reversedAt }: Chargeback,
  answer: Parameters<typeof unexpected>[0],
): ObservedDispute {
  const openedAt = instantOf(createdAt);
  if (openedAt === undefined) throw unexpected(answer);
  const reversed = instantOf(reversedAt);
  return {
    id,
    amount: moneyOf(amount),
    reason: reason?.code ? rawCode(reason.code) : undefined,
    evidenceDueBy: undefined,
    openedAt,
    escalated: true,
    ...(reversed === undefined ? { status: 'lost', closedAt: openedAt } : { status: 'won', closedAt: reversed }),
  };
}
