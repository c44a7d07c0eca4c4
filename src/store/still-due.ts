import type { Payment } from '../domain/payment.ts';

/** The condition that a payment is due when it was read to be. One that is never due again is found by events alone. */
export const stillDue = ({ dueAt }: Pick<Payment, 'dueAt'>) =>
  dueAt === undefined
    ? { condition: 'attribute_exists(id) AND attribute_not_exists(due_at)', values: {} }
    : { condition: 'due_at = :due', values: { ':due': dueAt } };
