import { paymentTimeline } from '../../src/commands/payment-timeline.ts';
import { presentTimeline } from '../../src/contracts/timeline.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { compress } from '../../src/http/gzip.ts';
import { pathId } from '../../src/http/request.ts';
import { ok } from '../../src/http/responses.ts';
import { events } from '../../src/store/events.ts';
import { payments } from '../../src/store/payments.ts';

export const handler = endpoint({ payments, events }, async (request, services) =>
  compress(request, ok(presentTimeline(await paymentTimeline(pathId(request, 'payment_id'), services)))),
);
