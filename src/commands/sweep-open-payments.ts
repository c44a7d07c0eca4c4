import { isUnexplained } from '../domain/refusal.ts';
import { causeOf } from '../runtime/cause-of.ts';
import type { Io } from '../runtime/io.ts';
import type { OpenPayments } from '../store/open-payments.ts';
import type { resumePayment } from './resume-payment.ts';

/** A request that is still at work on its payment has this long; its lease is as long as its time-out. */
const leftAloneMs = 30_000;
/**
 * A payment without its trip or order is watched this long: a write of a process that died may still take the trip for
 * it. The simulator delivers writes up to ten minutes late.
 */
const lateHoldMs = 15 * 60_000;
/** Time for those that are finished at once, and the time that is kept to end in order. */
const reserveMs = 8_000;
const mostInRun = 1_000;
/** One by one, what a processor's outage of minutes leaves would take hours. Stripe takes 25 requests a second of one kind. */
const mostAtOnce = 5;

export type Resumed = Awaited<ReturnType<typeof resumePayment>>;
export type Swept = Readonly<{
  resumed: Readonly<Record<'decided' | 'in_flight' | 'not_ours' | 'failed' | 'left', number>>;
  /** How many of the failed ones have an answer of their processor that cannot be explained. */
  unexplained: number;
  /** For how many seconds the oldest of those that were found has been open; 0 if none was. Leaves out what is not ours. */
  oldestOpen: number;
}>;

type Open = Awaited<ReturnType<OpenPayments['since']>>[number];
type SweepServices = Readonly<{ open: OpenPayments; io: Io; fault: (cause: Record<string, unknown>) => void }>;

/**
 * Finishes the payments that nobody came back for, as far as the time goes. One that cannot be finished now is left for
 * the next run; so is one that is not ours to finish, until nothing can make it ours but a request, which opens it again.
 */
export async function sweepOpenPayments(
  resume: (paymentId: string) => Promise<Resumed>,
  { open, io, fault }: SweepServices,
): Promise<Swept> {
  const resumed = { decided: 0, in_flight: 0, not_ours: 0, failed: 0, left: 0 };
  const began = io.now();
  const found = await open.since(new Date(began - leftAloneMs).toISOString(), mostInRun);
  let oldest = began;
  let unexplained = 0;
  const payments = rotated(found, io.random());
  for (let at = 0; at < payments.length; at += mostAtOnce) {
    await Promise.all(payments.slice(at, at + mostAtOnce).map(sweep));
  }
  return { resumed, unexplained, oldestOpen: Math.round((began - oldest) / 1_000) };

  async function sweep(payment: Open): Promise<void> {
    const became = io.remaining() < reserveMs ? 'left' : await resumeAndForget(payment);
    if (became !== 'not_ours') oldest = Math.min(oldest, Date.parse(payment.since));
    resumed[became]++;
  }

  async function resumeAndForget(payment: Open): Promise<Resumed | 'failed'> {
    try {
      const became = await resume(payment.id);
      const isOver = became === 'decided' || (became === 'not_ours' && Date.parse(payment.since) + lateHoldMs < began);
      if (isOver) await open.forget(payment);
      return became;
    } catch (error) {
      if (isUnexplained(error)) unexplained++;
      fault({ payment_id: payment.id, ...causeOf(error) });
      return 'failed';
    }
  }
}

/** Begins somewhere else each time: the first ones must not take all the time of every run. */
function rotated<Value>(values: readonly Value[], where: number): Value[] {
  const first = Math.floor(where * values.length);
  return [...values.slice(first), ...values.slice(0, first)];
}
