import { resumePayment } from '../../src/commands/resume-payment.ts';
import { sweepOpenPayments } from '../../src/commands/sweep-open-payments.ts';
import { scheduledWorker } from '../../src/lambda/scheduled-worker.ts';
import { processors } from '../../src/processor/current.ts';
import { authorizations } from '../../src/store/authorizations.ts';
import { openPayments as open } from '../../src/store/open-payments.ts';
import { payments } from '../../src/store/payments.ts';
import { refunds } from '../../src/store/refunds.ts';

const needs = { open, payments, refunds, authorizations, processors };

export const handler = scheduledWorker(needs, async (services, fault) => {
  const resume = (paymentId: string) => resumePayment(paymentId, services);
  const { resumed, unexplained, oldestOpen } = await sweepOpenPayments(resume, { ...services, fault });
  return { figures: resumed, metrics: { oldest_open: oldestOpen, unexplained: unexplained || undefined } };
});
