import { handler as cancel } from '../../functions/payments/cancel-payment.ts';
import { handler as capture } from '../../functions/payments/capture-payment.ts';
import { closesPayments } from '../support/closes-payments.ts';

closesPayments(
  { handler: cancel, closing: 'cancel' },
  { handler: capture, closing: 'capture' },
  { status: 'cancelled', shown: 'FAILED' },
);
