import { causeOf } from '../cause-of.ts';
import type { Io } from '../io.ts';
import type { OpenPayments } from '../store/open-payments.ts';
import type { resumePayment } from './resume-payment.ts';

/** A request that is still at work on its payment has this long; its lease is as long as its time-out. */
const leftAloneMs = 30_000;
/** What one payment may take, and what is kept back to end in order. */
const reserveMs = 8_000;
const mostAtOnce = 1_000;

export type Resumed = Awaited<ReturnType<typeof resumePayment>>;
export type Swept = Readonly<{
  resumed: Readonly<Record<'decided' | 'in_flight' | 'not_ours' | 'failed' | 'left', number>>;
  /** For how many seconds the oldest of those that were found has been open; 0 if none was. */
  oldestOpen: number;
}>;

type Services = Readonly<{ open: OpenPayments; io: Io; fault: (cause: Record<string, unknown>) => void }>;

/**
 * Finishes the payments that nobody came back for, as far as the time goes. One that cannot be finished now is left for
 * the next run; one that is not ours to finish becomes open again when somebody works on it.
 */
export async function sweepOpenPayments(
  resume: (paymentId: string) => Promise<Resumed>,
  { open, io, fault }: Services,
): Promise<Swept> {
  const resumed = { decided: 0, in_flight: 0, not_ours: 0, failed: 0, left: 0 };
  const found = await open.since(new Date(io.now() - leftAloneMs).toISOString(), mostAtOnce);
  const oldest = Math.min(io.now(), ...found.map(({ since }) => Date.parse(since)));
  const oldestOpen = Math.round((io.now() - oldest) / 1_000);
  for (const payment of rotated(found, io.random())) {
    if (io.remaining() < reserveMs) {
      resumed.left++;
      continue;
    }
    try {
      const became = await resume(payment.id);
      if (became !== 'in_flight') await open.forget(payment);
      resumed[became]++;
    } catch (error) {
      resumed.failed++;
      fault({ payment_id: payment.id, ...causeOf(error) });
    }
  }
  return { resumed, oldestOpen };
}

/** Begins somewhere else each time: the first ones must not take all the time of every run. */
function rotated<Value>(values: readonly Value[], where: number): Value[] {
  const first = Math.floor(where * values.length);
  return [...values.slice(first), ...values.slice(0, first)];
}
