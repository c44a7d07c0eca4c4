import { resumePayment } from '../../src/commands/resume-payment.ts';
import { sweepOpenPayments } from '../../src/commands/sweep-open-payments.ts';
import { simulatedProcessor as processor } from '../../src/processor/simulated.ts';
import { closedPayments as closed } from '../../src/store/closed-payments.ts';
import { openPayments as open } from '../../src/store/open-payments.ts';
import { payments } from '../../src/store/payments.ts';
import { refunds } from '../../src/store/refunds.ts';
import { scheduledWorker } from '../../src/workers/scheduled-worker.ts';

export const handler = scheduledWorker({ open, payments, refunds, closed, processor }, (services, fault) =>
  sweepOpenPayments((paymentId) => resumePayment(paymentId, services), { ...services, fault }),
);
