import type { Currency } from '../../src/domain/currency.ts';
import type { Outcome } from '../../src/domain/outcome.ts';
import type { AuthorizedPayment, CompletedPayment, Payment } from '../../src/domain/payment.ts';
import { methods } from '../../src/domain/payment-fields.ts';
import type { ProcessingRefund } from '../../src/domain/refund-states.ts';
import { processingPayment, settled } from './payments.ts';
import type { Random } from './random.ts';
import { failedRefund, processingRefund, refund } from './stream.ts';

/** One write of a payment: its images before and after. */
export type Write = Readonly<{ before: Payment | undefined; after: Payment }>;

/** The possible next steps of a payment, as the commands write them; none at its end. */
function next(now: Payment, random: Random, ids: () => string): Payment | undefined {
  const reserved = Object.values(now.refunds).find((one) => one.status === 'processing');
  if (reserved) return withSettledRefund(now, reserved, random.whole(4) > 0);
  switch (now.status) {
    case 'processing':
      return settled(now, someOutcome(now, random), 'owner', at);
    case 'failed':
      return now.orderId && random.whole(2) ? begunAgain(now) : undefined;
    case 'authorized':
      return closed(now, random);
    case 'completed':
      return now.refundableMinor === 0n || random.whole(3) === 0 ? undefined : withRefund(now, random, ids());
    default:
      return undefined;
  }
}

const at = '2026-11-21T12:00:00.000Z';

function someOutcome({ orderId }: Payment, random: Random): Outcome {
  const failureCode = random.pick(['card_declined', 'expired_card', 'insufficient_funds'] as const);
  const kind = random.whole(10);
  if (kind < 2) return { status: 'failed', failureCode };
  if (kind === 2 && !orderId) return { status: 'failed', failureCode: 'trip_already_paid', paidBy: 'p' };
  return kind < 5 ? { status: 'authorized', reference: 'A' } : { status: 'completed', reference: 'P' };
}

function begunAgain({ id, fingerprint, generation, amount, method, orderId, tripId }: Payment): Payment {
  const begun = processingPayment({ id, fingerprint, generation: generation + 1, amount, method, orderId, tripId });
  return { ...begun, lease: { owner: 'again', until: 0 }, createdAt: new Date().toISOString() };
}

function closed(now: AuthorizedPayment, random: Random): Payment {
  const { closing, amount } = now;
  if (closing === undefined) return { ...now, closing: random.pick(['capture', 'cancel'] as const) };
  const { closingMinor: _none, dueAt, polls, ...after } = { ...now, lease: undefined, closedAt: at };
  if (closing === 'cancel') return { ...after, status: 'cancelled', expiredAt: undefined };
  return {
    ...after,
    dueAt,
    polls,
    status: 'completed',
    settledAt: at,
    capturedMinor: undefined,
    refundableMinor: amount.minor,
  };
}

function withRefund(now: CompletedPayment, random: Random, id: string): Payment {
  const all = random.whole(2) === 0;
  const amountMinor = all ? now.refundableMinor : BigInt(1 + random.whole(Number(now.refundableMinor)));
  const begins = processingRefund({ id, amountMinor });
  return {
    ...now,
    refundableMinor: now.refundableMinor - amountMinor,
    refunds: { ...now.refunds, [begins.id]: begins },
  };
}

function withSettledRefund(now: Payment, { id, amountMinor }: ProcessingRefund, completed: boolean): Payment {
  const refundedMinor = now.refundedMinor + (completed ? amountMinor : 0n);
  const refundableMinor = now.refundableMinor + (completed ? 0n : amountMinor);
  const after = { id, amountMinor, settledAt: at, refundedAfterMinor: refundedMinor };
  const decided = completed ? refund(after) : failedRefund(after);
  return { ...now, refundedMinor, refundableMinor, refunds: { ...now.refunds, [id]: decided } };
}

/** So many writes of payments with random lives, each payment's in its order, all mixed; and how each payment stood last. */
export function randomLives(writes: number, random: Random): Readonly<{ writes: Write[]; last: Payment[] }> {
  const made: Write[] = [];
  const alive: Payment[] = [];
  const last = new Map<string, Payment>();
  let ids = 0;
  const write = (before: Payment | undefined, after: Payment) => {
    made.push({ before, after });
    last.set(after.id, after);
    alive.push(after);
  };
  while (made.length < writes) {
    const [now] = random.whole(3) > 0 ? alive.splice(random.whole(alive.length), 1) : [];
    const after = now && next(now, random, () => `r${++ids}`);
    if (after) write(now, after);
    else write(undefined, newborn(`p${++ids}`, random));
  }
  return { writes: made, last: [...last.values()] };
}

function newborn(id: string, random: Random): Payment {
  const currency = random.pick(['USD', 'EUR', 'JPY'] as const) as string as Currency;
  const begun = processingPayment({
    id,
    method: random.pick(methods),
    amount: { minor: BigInt(1 + random.whole(100_000)), currency },
    orderId: random.whole(2) ? id : undefined,
    tripId: random.whole(2) ? id.slice(1) : undefined,
  });
  return { ...begun, createdAt: at };
}
