import { findPayment } from '../../src/commands/find-payment.ts';
import { presentOrderPayment } from '../../src/contracts/orders.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { pathId } from '../../src/http/request.ts';
import { ok } from '../../src/http/responses.ts';
import { payments } from '../../src/store/payments.ts';

export const handler = endpoint({ payments }, async (request, { payments }) =>
  ok(presentOrderPayment(await findPayment(payments, pathId(request, 'payment_id')))),
);
