import type { AuthorizedPayment, Payment } from '../domain/payment.ts';
import { longWaitMs, nextDue } from '../domain/polling.ts';
import { causeOf } from '../runtime/cause-of.ts';
import type { Authorizations } from '../store/authorizations.ts';
import type { DuePayment, DuePayments } from '../store/due-payments.ts';
import type { Payments } from '../store/payments.ts';
import type { Refunds } from '../store/refunds.ts';
import { askProcessor } from './ask-processor.ts';
import { atProcessor } from './charge.ts';
import { type ReconcileServices, reconcilePayment } from './reconcile-payment.ts';
import { reconcileRefunds } from './reconcile-refunds.ts';

const mostAtOnce = 100;
/** What one payment may take, and what is kept back to end in order. */
const reserveMs = 8_000;

export type PollServices = ReconcileServices &
  Readonly<{
    payments: Payments;
    authorizations: Authorizations;
    refunds: Refunds;
    due: DuePayments;
    fault: (cause: Record<string, unknown>) => void;
  }>;

export type Polled = Readonly<Record<'decided' | 'waiting' | 'waiting_long' | 'not_due' | 'failed' | 'left', number>>;

/** Asks the processors about all payments that are due, the longest overdue first. One that fails is due again later. */
export async function pollDuePayments(services: PollServices): Promise<Polled> {
  const { due, io, fault } = services;
  const polled = { decided: 0, waiting: 0, waiting_long: 0, not_due: 0, failed: 0, left: 0 };
  for (const row of await due.by(new Date(io.now()).toISOString(), mostAtOnce)) {
    if (io.remaining() < reserveMs) {
      polled.left++;
      continue;
    }
    try {
      polled[await poll(row, services)]++;
    } catch (error) {
      fault({ payment_id: row.id, ...causeOf(error) });
      polled.failed++;
    }
  }
  return polled;
}

async function poll(row: DuePayment, services: PollServices): Promise<keyof Polled> {
  const { payments, due, io } = services;
  const payment = await payments.get(row.id);
  if (payment?.dueAt === undefined || payment.dueAt !== row.dueAt) {
    await due.forget(row);
    return 'not_due';
  }
  if (payment.status === 'completed') {
    return (await reconcileRefunds(payment, services)) === 'changed' ? 'decided' : 'waiting';
  }
  const after =
    payment.status === 'authorized'
      ? await checkAuthorization(payment, services)
      : await reconcilePayment(payment, services);
  if (after.status !== payment.status) return 'decided';
  return io.now() - Date.parse(payment.createdAt) > longWaitMs ? 'waiting_long' : 'waiting';
}

/** An authorization that its processor let go ends the payment, and frees its trip. */
async function checkAuthorization(payment: AuthorizedPayment, services: PollServices): Promise<Payment> {
  const { payments, authorizations, processors, io } = services;
  const { processor, intent, charge } = atProcessor(payment, processors);
  const seen = await askProcessor(processor.observe(intent, charge));
  if (seen.state === 'dead') await authorizations.expire(payment, new Date(io.now()).toISOString());
  else await authorizations.postpone(payment, nextDue(payment.polls, io.now()));
  return (await payments.get(payment.id)) ?? payment;
}
