import { mismatch } from '../domain/mismatch.ts';
import { begun, type Payment, type WantedPayment } from '../domain/payment.ts';
import type { Io } from '../io.ts';
import type { Processor } from '../processor/processor.ts';
import type { Payments } from '../store/payments.ts';
import { PaymentAttempt } from './payment-attempt.ts';
import { runOnce } from './run-once.ts';

/** The payment, and whether it was there before this request. */
export type CreatedPayment = Readonly<{ payment: Payment; replayed: boolean }>;

type Services = Readonly<{ payments: Payments; processor: Processor; io: Io }>;

/** Charges what is wanted, once: a repeated request gives the payment that the first one brought about. */
export async function createPayment(
  wanted: WantedPayment,
  services: Services,
  waitMs: number,
): Promise<CreatedPayment> {
  const attempt = new PaymentAttempt(wanted, services);
  await runOnce(attempt, services.io, waitMs);
  const payment = attempt.decided;
  if (payment === undefined) throw new Error(`payment ${wanted.id} ended undecided`);
  if (payment.fingerprint !== wanted.fingerprint) throw mismatch(wanted, payment);
  return { payment, replayed: !attempt.decidedByUs };
}

/**
 * Keeps, as a failed payment of its order, that somebody tried to pay nothing or less. An order that has a payment
 * already keeps that one.
 */
export async function recordRefusedPayment(wanted: WantedPayment, { payments, io }: Omit<Services, 'processor'>) {
  const owner = io.newId();
  const now = io.now();
  const payment = begun(
    { ...wanted.fields, id: wanted.id, fingerprint: wanted.fingerprint },
    { owner, until: now },
    0,
    now,
  );
  await payments.begin({
    ...payment,
    status: 'failed',
    lease: undefined,
    outcome: { status: 'failed', failureCode: 'amount_not_positive' },
    settledBy: owner,
    settledAt: payment.createdAt,
  });
}
