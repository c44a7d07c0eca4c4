import { redactPayment } from '../../src/commands/redact-payment.ts';
import { presentPayment } from '../../src/contracts/payments.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { pathId } from '../../src/http/request.ts';
import { ok } from '../../src/http/responses.ts';
import { events } from '../../src/store/events.ts';
import { payments } from '../../src/store/payments.ts';
import { redactions } from '../../src/store/redactions.ts';

export const handler = endpoint({ payments, events, redactions }, async (request, services) =>
  ok(presentPayment(await redactPayment(pathId(request, 'payment_id'), services))),
);
