import type { Money } from '../../domain/money.ts';
import { type Charge, type Observation, ProcessorTrouble, UnexplainedAnswer } from '../port.ts';
import { fromMollie, type MollieAmount } from './amounts.ts';
import { type MolliePayment, rawCode } from './answers.ts';
import { capturesOf } from './captures.ts';
import { failureCodeOf } from './failures.ts';

/**
 * Maps the status of a payment at Mollie to an observation (https://docs.mollie.com/docs/status-change). `canceled`, `expired` and
 * `failed` are definitive there: unlike a refused PaymentIntent of Stripe's, nobody can pay such a payment any more.
 */
export function observationOf(payment: MolliePayment, charge: Charge): Observation {
  switch (payment.status) {
    case 'open':
      return checkoutOf(payment);
    case 'pending':
      return { state: 'working' };
    case 'authorized':
      // Mollie itself captures what is not to be captured later.
      return charge.captureLater ? authorizedOf(payment) : { state: 'working' };
    case 'paid':
      return capturedOf(payment, charge.captureLater ? takenOf(payment) : payment.amount);
    case 'canceled':
      return { state: 'dead', code: 'abandoned', raw: 'canceled' };
    case 'expired':
      return { state: 'dead', code: payment.authorizedAt ? 'authorization_expired' : 'abandoned', raw: 'expired' };
    case 'failed':
      return { state: 'dead', ...failureOf(payment) };
    default: {
      const state = rawCode(payment.status);
      throw new UnexplainedAnswer(`this version knows no state "${state}" of Mollie: park it, never map it`);
    }
  }
}

/** Whether Mollie still holds the rest of what was captured in part: it keeps the payment open for more captures. */
export const holdsRest = (payment: MolliePayment): boolean =>
  payment.status === 'authorized' && authorizedOf(payment).state === 'captured';

function authorizedOf(payment: MolliePayment): Observation {
  const { amount, amountCaptured, captureBefore, id } = payment;
  if (capturesOf(payment).includes('pending')) return { state: 'working' };
  // We capture once. That Mollie would capture the rest, too, must not let a retry take money twice.
  if (amountCaptured && moneyOf(amountCaptured).minor > 0n) return capturedOf(payment, amountCaptured);
  return { state: 'authorized', capturable: moneyOf(amount), reference: id, until: instantOf(captureBefore) };
}

/** A payment names no fee: https://docs.mollie.com/reference/list-balance-transactions does. */
const capturedOf = ({ id }: MolliePayment, amount: MollieAmount): Observation => ({
  state: 'captured',
  captured: moneyOf(amount),
  reference: id,
  fee: undefined,
});

/**
 * Whether a refund is more than what is left of a payment, because somebody gave money back in the dashboard. For some methods Mollie
 * gives back up to 25.00 EUR more than was paid (https://docs.mollie.com/reference/create-refund).
 */
export function exceedsCaptured(payment: MolliePayment, wanted: Money): boolean {
  const { amountRefunded } = payment;
  const returned = amountRefunded ? moneyOf(amountRefunded).minor : 0n;
  return returned + wanted.minor > moneyOf(takenOf(payment)).minor;
}

/** The money that Mollie has taken. Of a payment that is paid without a capture it may name nothing as captured: all of it was taken. */
function takenOf({ status, amount, amountCaptured }: MolliePayment): MollieAmount {
  const isNamed = amountCaptured && (status !== 'paid' || moneyOf(amountCaptured).minor > 0n);
  return isNamed ? amountCaptured : amount;
}

function checkoutOf({ _links: { checkout } }: MolliePayment): Observation {
  if (checkout) return { state: 'customer', action: { type: 'redirect', url: checkout.href } };
  throw new ProcessorTrouble('unknown', 'Mollie names no checkout of an open payment');
}

/** A payment that fails after it was authorized was captured too late: https://docs.mollie.com/docs/place-a-hold-for-a-payment */
function failureOf({ details, authorizedAt }: MolliePayment) {
  const reason = details?.failureReason;
  if (reason) return { code: failureCodeOf(reason), raw: rawCode(reason) };
  return { code: authorizedAt ? 'authorization_expired' : 'processor_refused', raw: 'failed' } as const;
}

export function instantOf(date: string | null | undefined): string | undefined {
  const ms = Date.parse(date ?? '');
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}

export function moneyOf(amount: MollieAmount): Money {
  const money = fromMollie(amount);
  if (money !== undefined) return money;
  throw new UnexplainedAnswer('Mollie names an amount that cannot be read: park it');
}
