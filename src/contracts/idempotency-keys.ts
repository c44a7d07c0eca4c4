import type { Payment } from '../domain/payment.ts';
import type { Status } from '../domain/status.ts';
import { presentPayment } from './payments.ts';

const statusNames: Readonly<Record<Status, string>> = {
  processing: 'in_progress',
  authorized: 'succeeded',
  completed: 'succeeded',
  failed: 'failed',
  cancelled: 'succeeded',
};

/** What became of the request that a key was sent with. Never seen: it may be sent, nothing was charged. */
export const presentKey = (key: string, payment: Payment | undefined): unknown => ({
  key,
  status: payment === undefined ? 'never_seen' : statusNames[payment.status],
  payment: payment === undefined ? null : presentPayment(payment),
});
