import type { Money } from '../domain/money.ts';
import type { Payment } from '../domain/payment.ts';
import { UnexplainedAnswer } from '../processor/port.ts';
import { processorUnavailable } from './ask-processor.ts';

/** Another amount or currency is never settled: the payment stays as it is until a person has looked at it. */
export function requireAmount(asked: Money, given: Money): void {
  if (asked.minor === given.minor && asked.currency === given.currency) return;
  throw unexplained(asked, given);
}

/**
 * Whether somebody captured a part of what was to be captured later, before it was known to be authorized. It counts as authorized:
 * the next look completes it by that part. Throws as `requirePart` does.
 */
export function isTakenInPart({ captureLater, amount }: Payment, captured: Money): boolean {
  if (!captureLater || captured.minor === amount.minor) return false;
  requirePart(amount, captured);
  return true;
}

/** A person may capture a part of an authorization at the processor. More, or another currency, is never settled. */
export function requirePart(authorized: Money, captured: Money): void {
  const isPart = captured.minor > 0n && captured.minor <= authorized.minor;
  if (!isPart || captured.currency !== authorized.currency) throw unexplained(authorized, captured);
}

const unexplained = (asked: Money, given: Money) =>
  processorUnavailable(
    new UnexplainedAnswer(`asked for ${asked.minor} ${asked.currency}, and got ${given.minor} ${given.currency}`),
  );
