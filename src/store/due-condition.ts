import type { Payment } from '../domain/payment.ts';

type Due = Pick<Payment, 'dueAt'>;

/** The condition that a payment is due as it was seen, or still not at all. */
export const dueAsSeen = ({ dueAt }: Due): string =>
  dueAt === undefined ? 'attribute_not_exists(due_at)' : 'due_at = :seen';

/** The values that the condition names. */
export const dueValues = ({ dueAt }: Due) => (dueAt === undefined ? {} : { ':seen': dueAt });
