import { closePayment } from '../../src/commands/close-payment.ts';
import { presentPayment } from '../../src/contracts/payments.ts';
import { ok } from '../../src/http/answers.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { pathId } from '../../src/http/request.ts';
import { simulatedProcessor as processor } from '../../src/processor/simulated.ts';
import { closedPayments as closed } from '../../src/store/closed-payments.ts';
import { payments } from '../../src/store/payments.ts';

export const handler = endpoint({ payments, closed, processor }, async (request, services) =>
  ok(presentPayment(await closePayment(pathId(request, 'payment_id'), 'capture', services))),
);
