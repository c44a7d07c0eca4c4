import type { Payment } from './payment.ts';

/** Something that has at most one live payment: one that is worked on, authorized or completed. */
export type Held = Readonly<{ kind: 'trip' | 'order'; id: string }>;

type Holder = Pick<Payment, 'tripId' | 'orderId' | 'onePaymentPerOrder'>;

/**
 * Holds that a payment must take before it is charged. Always in this order: so a payment that holds an order lacks nothing,
 * and two payments never wait for each other.
 */
export const holdsOf = ({ tripId, orderId, onePaymentPerOrder }: Holder): readonly Held[] => [
  ...(tripId === undefined ? [] : [{ kind: 'trip', id: tripId } as const]),
  ...(orderId === undefined || !onePaymentPerOrder ? [] : [{ kind: 'order', id: orderId } as const]),
];
