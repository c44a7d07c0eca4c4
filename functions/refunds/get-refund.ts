import { findRefund } from '../../src/commands/find-refund.ts';
import { presentRefundNow } from '../../src/contracts/refunds.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { pathId } from '../../src/http/request.ts';
import { ok } from '../../src/http/responses.ts';
import { payments } from '../../src/store/payments.ts';
import { places } from '../../src/store/places.ts';
import { refunds } from '../../src/store/refunds.ts';

export const handler = endpoint({ payments, refunds, places }, async (request, services) => {
  const { payment, refund } = await findRefund(pathId(request, 'refund_id'), services);
  return ok(presentRefundNow(payment, refund));
});
