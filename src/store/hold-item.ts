import type { Held } from '../domain/hold.ts';
import type { Payment } from '../domain/payment.ts';

export type HoldingPayment = Pick<Payment, 'id' | 'generation'>;

/** No payment's id has a `#`. */
export const holdId = ({ kind, id }: Held): string => `${kind}#${id}`;

/** A hold is an item of its own beside the payments. */
export const holdItemOf = (held: Held, { id, generation }: HoldingPayment) => ({
  id: holdId(held),
  payment_id: id,
  ...(held.kind === 'order' && { generation }),
});

/** The condition of every write that takes a hold: nobody has it, or the payment itself, or a payment that was seen to leave it free. */
export const holdCondition = (kind: Held['kind'], payment: HoldingPayment, free: HoldingPayment | undefined) =>
  kind === 'trip' ? tripHold(payment, free) : orderHold(payment, free);

/** A payment of a trip that failed stays failed, so its id is enough. */
const tripHold = (payment: HoldingPayment, free: HoldingPayment | undefined) => ({
  ConditionExpression: `attribute_not_exists(id) OR payment_id = :payment${free === undefined ? '' : ' OR payment_id = :free'}`,
  ExpressionAttributeValues: { ':payment': payment.id, ...(free && { ':free': free.id }) },
});

/**
 * A payment of an order that failed may be begun again, as its next generation: whoever saw it fail must not take the
 * hold from that one.
 */
const orderHold = (payment: HoldingPayment, free: HoldingPayment | undefined) => ({
  ConditionExpression:
    'attribute_not_exists(id) OR (payment_id = :payment AND generation <= :generation)' +
    (free === undefined ? '' : ' OR (payment_id = :free AND generation <= :freeGeneration)'),
  ExpressionAttributeValues: {
    ':payment': payment.id,
    ':generation': payment.generation,
    ...(free && { ':free': free.id, ':freeGeneration': free.generation }),
  },
});
