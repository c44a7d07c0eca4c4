import { isPolled, type PolledPayment } from '../domain/payment.ts';
import { longWaitMs, nextDue } from '../domain/polling.ts';
import { isUnexplained } from '../domain/refusal.ts';
import { causeOf } from '../runtime/cause-of.ts';
import type { DuePayment, DuePayments } from '../store/due-payments.ts';
import { type ReconcilePaymentServices, reconcile } from './reconcile.ts';

const mostInRun = 1_000;
/** Some 20 requests a second. Stripe takes 25 of one kind from an account (https://docs.stripe.com/rate-limits). */
const mostAtOnce = 5;
const afterFailureMs = 120_000;
/** Time for those that are looked at at once, and the time that is kept to end in order. */
const reserveMs = 8_000;

export type PollServices = ReconcilePaymentServices &
  Readonly<{ due: Pick<DuePayments, 'by' | 'keep' | 'forget'>; fault: (cause: Record<string, unknown>) => void }>;

type Became = 'decided' | 'waiting' | 'waiting_long' | 'not_due' | 'unexplained' | 'failed' | 'left';
/** `looks_behind`: how late the first payment is that a run did not get to, in seconds; 0 if it got to all. */
export type PollFigures = Readonly<Record<Became | 'looks_behind', number>>;

/** Counts of a run that are metrics. They are left out if there are none, because CloudWatch bills each metric that exists. */
export const metricsOfPoll = ({ waiting_long, unexplained, failed, looks_behind }: PollFigures) => ({
  waiting_long: waiting_long || undefined,
  looks_failed: failed || undefined,
  unexplained: unexplained || undefined,
  looks_behind: looks_behind || undefined,
});

/** Asks the processors about all payments that are due, the longest overdue first. One that fails is due again later. */
export async function pollDuePayments(services: PollServices): Promise<PollFigures> {
  const { due, io } = services;
  const polled = { decided: 0, waiting: 0, waiting_long: 0, not_due: 0, unexplained: 0, failed: 0, left: 0 };
  // The other half of the run is for events that never came: a crowd that waits must not keep disputes unknown.
  const keptMs = Math.max(reserveMs, io.remaining() / 2);
  const rows = await due.by(new Date(io.now()).toISOString(), mostInRun);
  for (let at = 0; at < rows.length; at += mostAtOnce) {
    const group = rows.slice(at, at + mostAtOnce);
    const became = await Promise.all(group.map((row) => (io.remaining() < keptMs ? 'left' : pollOne(row, services))));
    for (const one of became) polled[one]++;
  }
  const next = polled.left > 0 ? rows.at(-polled.left) : rows[mostInRun - 1];
  const looks_behind = next === undefined ? 0 : Math.round((io.now() - Date.parse(next.dueAt)) / 1_000);
  return { ...polled, looks_behind };
}

async function pollOne(row: DuePayment, services: PollServices): Promise<Became> {
  try {
    return await poll(row, services);
  } catch (error) {
    services.fault({ payment_id: row.id, ...causeOf(error) });
    await putLast(row, services);
    return 'failed';
  }
}

/** A thousand payments that cannot be asked about, or not even read, must not keep the poller from all others. */
async function putLast(row: DuePayment, { due, io, fault }: PollServices): Promise<void> {
  try {
    await due.keep({ id: row.id, dueAt: new Date(io.now() + afterFailureMs).toISOString(), isSecondLook: true });
    await due.forget(row);
  } catch (error) {
    fault({ payment_id: row.id, ...causeOf(error) });
  }
}

async function poll(row: DuePayment, services: PollServices): Promise<Became> {
  const { payments, due } = services;
  const payment = await payments.get(row.id);
  const isDue = row.isSecondLook || payment?.dueAt === row.dueAt;
  if (payment === undefined || !isPolled(payment) || !isDue) {
    await due.forget(row);
    return 'not_due';
  }
  const became = await look(payment, services);
  // Only after it succeeded. That of the other looks is written into the payment, and takes their rows away.
  if (row.isSecondLook) await due.forget(row);
  return became;
}

async function look(payment: PolledPayment, services: PollServices): Promise<Became> {
  const { io, fault } = services;
  const { id } = payment;
  try {
    const now = await reconcile(payment, services);
    if (now === 'changed') return 'decided';
    if (now === 'unexplained') {
      fault({ payment_id: id, cause: 'UnexplainedAnswer', refunds: 'at the processor exceed what was captured' });
      return now;
    }
  } catch (error) {
    if (!isUnexplained(error)) throw error;
    fault({ payment_id: id, ...causeOf(error) });
    await postpone(payment, services);
    return 'unexplained';
  }
  const isWaiting = payment.status !== 'completed';
  return isWaiting && io.now() - Date.parse(payment.createdAt) > longWaitMs ? 'waiting_long' : 'waiting';
}

/** Asking again each minute would find the same, and keep the poller from others. */
async function postpone(
  payment: PolledPayment,
  { payments, authorizations, refunds, io }: PollServices,
): Promise<void> {
  const next = nextDue(payment.polls, io.now());
  if (payment.status === 'completed') await refunds.reschedule(payment, next);
  else if (payment.status === 'authorized') await authorizations.postpone(payment, next);
  else await payments.postpone(payment, next);
}
