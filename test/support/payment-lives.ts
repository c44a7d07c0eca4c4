import type { Currency } from '../../src/domain/currency.ts';
import { type Decision, newPayment, type Payment } from '../../src/domain/payment.ts';
import { methods } from '../../src/domain/payment-fields.ts';
import { payment } from './payments.ts';
import type { Random } from './random.ts';
import { refund } from './stream.ts';

/** One write of a payment: its images before and after. */
export type Write = Readonly<{ before: Payment | undefined; after: Payment }>;

/** The possible next steps of a payment, as the commands write them; none at its end. */
function next(now: Payment, random: Random, ids: () => string): Payment | undefined {
  const pending = Object.values(now.refunds).find(({ status }) => status === 'processing');
  if (pending) return settledRefund(now, pending.id, random.whole(4) > 0);
  if (now.status === 'processing') return settled(now, random);
  if (now.status === 'failed') return now.orderId && random.whole(2) ? begunAgain(now) : undefined;
  if (now.status === 'authorized') {
    if (now.closing === undefined) return { ...now, closing: random.pick(['capture', 'cancel'] as const) };
    if (now.closing === 'cancel') return { ...now, status: 'cancelled', closedAt: at };
    return { ...now, status: 'completed', closedAt: at, settledAt: at, refundableMinor: now.amount.minor };
  }
  if (now.status !== 'completed' || now.refundableMinor === 0n || random.whole(3) === 0) return undefined;
  const all = random.whole(2) === 0;
  const amountMinor = all ? now.refundableMinor : BigInt(1 + random.whole(Number(now.refundableMinor)));
  const begins = refund({ id: ids(), status: 'processing', amountMinor, settledAt: undefined });
  return {
    ...now,
    refundableMinor: now.refundableMinor - amountMinor,
    refunds: { ...now.refunds, [begins.id]: begins },
  };
}

const at = '2026-11-21T12:00:00.000Z';

function settled(now: Payment, random: Random): Payment {
  const done = { ...now, lease: undefined, settledAt: at };
  const failureCode = random.pick(['card_declined', 'expired_card', 'insufficient_funds'] as const);
  const kind = random.whole(10);
  if (kind < 2) return { ...done, status: 'failed', ...decided({ status: 'failed', failureCode }) };
  if (kind === 2 && !now.orderId)
    return {
      ...done,
      status: 'failed',
      ...decided({ status: 'failed', failureCode: 'trip_already_paid', paidBy: 'p' }),
    };
  if (kind < 5) {
    const authorized = { ...done, settledAt: undefined, authorizedAt: at, status: 'authorized' } as const;
    return { ...authorized, ...decided({ status: 'authorized', reference: 'A' }) };
  }
  const paid = decided({ status: 'completed', reference: 'P' });
  return { ...done, status: 'completed', ...paid, refundableMinor: now.amount.minor };
}

/** Decided at once: the outcome is the decision. */
const decided = (decision: Decision) => ({ outcome: decision, decision });

const begunAgain = (now: Payment): Payment =>
  newPayment(now, { owner: 'again', until: 0 }, now.generation + 1, Date.now());

function settledRefund(now: Payment, id: string, completed: boolean): Payment {
  const pending = now.refunds[id] ?? refund();
  const refundedMinor = now.refundedMinor + (completed ? pending.amountMinor : 0n);
  const refundableMinor = now.refundableMinor + (completed ? 0n : pending.amountMinor);
  const status = completed ? 'completed' : 'failed';
  const decided = { ...pending, status, settledAt: at, refundedAfterMinor: refundedMinor } as const;
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
  const fields = {
    ...payment({ id, method: random.pick(methods), amount: { minor: BigInt(1 + random.whole(100_000)), currency } }),
    orderId: random.whole(2) ? id : undefined,
    tripId: random.whole(2) ? `${ids(id)}` : undefined,
  };
  return newPayment(fields, { owner: 'first', until: 0 }, 0, Date.parse(at));
}

const ids = (id: string) => id.slice(1);
