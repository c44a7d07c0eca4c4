import type { Payment } from '../domain/payment.ts';
import { Refusal } from '../domain/refusal.ts';
import type { Io } from '../runtime/io.ts';
import type { Events } from '../store/events.ts';
import type { Payments } from '../store/payments.ts';
import type { Redactions } from '../store/redactions.ts';
import { findPayment } from './find-payment.ts';

export type RedactServices = Readonly<{
  payments: Payments;
  events: Pick<Events, 'historyOf'>;
  redactions: Redactions;
  io: Pick<Io, 'now'>;
}>;

/** Each round means that the payment changed meanwhile, or has more reasons than one write can remove: 121 at most, in three. */
const mostRounds = 8;

/**
 * Removes a payment's metadata and the reasons of its refunds, those that were archived included. Repeating it removes what was
 * added since. A payment that is processing is refused: its charge is repeated with the metadata that it began with.
 */
export async function redactPayment(id: string | undefined, services: RedactServices): Promise<Payment> {
  const payment = await redacted(id, services);
  const { events } = await services.events.historyOf(payment.id);
  // Also of a refund that is still in the payment: it is copied before the refund that takes its place, which may be refused then.
  for (const { type, subject } of events) {
    if (type === 'refund.failed') await services.redactions.redactArchived(payment.id, subject);
  }
  return payment;
}

async function redacted(id: string | undefined, { payments, redactions, io }: RedactServices): Promise<Payment> {
  for (let round = 0; round < mostRounds; round++) {
    const payment = await findPayment(payments, id);
    if (isRedacted(payment)) return payment;
    if (payment.status === 'processing') break;
    await redactions.redact(payment, new Date(io.now()).toISOString());
  }
  throw new Refusal('concurrent_update', 'the payment is being changed by another request; try again', {
    retryAfterSeconds: 1,
  });
}

const isRedacted = ({ redactedAt, metadata, refunds }: Payment): boolean =>
  redactedAt !== undefined &&
  metadata === undefined &&
  Object.values(refunds).every(({ reason }) => reason === undefined);
