import type { Payment } from '../../src/domain/payment.ts';
import { longestAuthorizationMs } from './manners.ts';
import type { Mutant } from './mutant.ts';
import { withPayments, withProcessor } from './mutant-tools.ts';

/** A payment as one function reads it. */
const readBy = (operation: string, changed: (payment: Payment) => Payment) =>
  withPayments((real, { process }) => ({
    get: async (id) => {
      const payment = await real.get(id);
      return payment && process.name.endsWith(` ${operation}`) ? changed(payment) : payment;
    },
  }));

/** The ways to say no without a reason, which lose no money, and to say what is not so. */
export const toldMutants: readonly Mutant[] = [
  {
    name: 'declined-unasked',
    focus: 'keys',
    what: 'a payment is declined, and its processor was never asked',
    ...withProcessor(() => ({ execute: async () => ({ state: 'dead', code: 'card_declined', raw: 'declined' }) })),
  },
  {
    name: 'refund-declined-unasked',
    focus: 'refunds',
    what: 'a refund is declined, and its processor was never asked',
    ...withProcessor(() => ({ refund: async () => ({ state: 'failed', raw: 'declined' }) })),
  },
  {
    name: 'capture-refused-unasked',
    focus: 'holds',
    manners: { openIsLocal: false, authorizedForMs: longestAuthorizationMs, capturesFail: 0, staleIntents: 0 },
    what: 'a capture is refused, and its processor was never asked',
    ...withProcessor((real) => ({ capture: (intent, charge) => real.observe(intent, charge) })),
  },
  {
    name: 'capture-refused-as-if-cancelled',
    focus: 'holds',
    what: 'an authorized payment is taken for one that is being cancelled, so that it cannot be captured',
    ...readBy('capture-payment', (payment) =>
      payment.status === 'authorized' ? { ...payment, closing: 'cancel' } : payment,
    ),
  },
  {
    name: 'last-unit-not-refundable',
    focus: 'refunds',
    what: 'one minor unit less can be refunded than was paid',
    ...readBy('refund-payment', (payment) =>
      payment.refundableMinor > 0n ? { ...payment, refundableMinor: payment.refundableMinor - 1n } : payment,
    ),
  },
  {
    name: 'reserved-shown-as-refunded',
    focus: 'refunds',
    what: 'whoever looks at a payment is told that money was given back that is only reserved',
    ...readBy('get-payment', (payment) =>
      payment.status === 'completed'
        ? { ...payment, refundedMinor: payment.amount.minor - payment.refundableMinor }
        : payment,
    ),
  },
];
