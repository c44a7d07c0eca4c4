import type { Payment, PendingPayment } from './payment.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const intervalsMs = [minuteMs, 5 * minuteMs, 15 * minuteMs, hourMs, 6 * hourMs, dayMs] as const;

/** How long a customer may take to authenticate, or to pay with another card, before the payment is given up. */
export const customerTimeMs = hourMs;

/** After so long a person is told of a payment that still waits; polling never stops. */
export const longWaitMs = 14 * dayMs;

/** When a payment that still waits is polled next: soon at first, daily in the end. */
export function nextDue(polls: number, now: number): string {
  const interval = intervalsMs[Math.min(polls, intervalsMs.length - 1)] ?? dayMs;
  return new Date(now + interval).toISOString();
}

/**
 * The same while its customer has to act: at the latest when they have had their time. Each event of the processor counts as a poll,
 * and a customer who tries several cards causes many.
 */
export function nextDueOfCustomer(payment: TimeOfCustomer & Pick<PendingPayment, 'polls'>, now: number): string {
  const next = nextDue(payment.polls, now);
  if (isOutOfTime(payment, now)) return next;
  const afterLast = new Date(lastMomentOf(payment) + 1).toISOString();
  return next < afterLast ? next : afterLast;
}

/** When an authorization is looked at next: it lasts for days, and its processor may let it go without a word. */
export const dueOfAuthorization = (now: number): string => inADay(now);

/** When a dispute that is not closed is looked at next: it takes weeks, and an event of its end may be lost. */
export const dueOfDispute = (now: number): string => inADay(now);

const inADay = (now: number): string => new Date(now + dayMs).toISOString();

/** Whether the customer of a payment has had their time. Until it was pending, its request may have waited for the order. */
export const isOutOfTime = (payment: TimeOfCustomer, now: number): boolean => now > lastMomentOf(payment);

type TimeOfCustomer = Pick<PendingPayment, 'createdAt' | 'pendingSince'>;

const lastMomentOf = ({ createdAt, pendingSince = createdAt }: TimeOfCustomer): number =>
  Date.parse(pendingSince) + customerTimeMs;

/** Days after its success at which a refund is looked at once more: banks send money back for weeks. */
const refundChecksMs = [1, 3, 7, 14, 30].map((days) => days * dayMs);

type WaitingThing = Readonly<{ status: 'pending' | 'completed' | 'failed'; polls: number; since: number; now: number }>;

/** When a refund is looked at next; undefined if that is over. `since`: when it was settled (ms). */
export function dueOfRefund({ status, polls, since, now }: WaitingThing): string | undefined {
  if (status === 'pending') return nextDue(polls, now);
  const next = refundChecksMs.find((age) => since + age > now);
  return status === 'failed' || next === undefined ? undefined : new Date(since + next).toISOString();
}

/** The earlier of two instants (ISO). */
export function earlier(one: string | undefined, other: string | undefined): string | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return one < other ? one : other;
}

/** Whether a payment waits for its customer, who has time left: nothing else may let a browser pay it. */
export function isCustomersTurn(payment: Payment, now: number): boolean {
  if (payment.status !== 'pending' || payment.fencing || isOutOfTime(payment, now)) return false;
  const { outcome, paymentMethod, mayAskCustomer, instructions } = payment;
  if (!mayAskCustomer || instructions.offSession) return false;
  // Without a token, the customer chooses how to pay, and may choose again after a refusal.
  return paymentMethod === undefined || outcome.action !== undefined;
}
