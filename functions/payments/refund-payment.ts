import { hasRefund } from '../../src/commands/find-payment.ts';
import { refundPayment } from '../../src/commands/refund-payment.ts';
import { presentRefund, readRefundRequest, wantedRefund } from '../../src/contracts/refunds.ts';
import { refundIdOfKey } from '../../src/domain/identity.ts';
import { json, replayed } from '../../src/http/answers.ts';
import { optionalJsonBody } from '../../src/http/body.ts';
import { waitingEndpoint } from '../../src/http/endpoint.ts';
import { sentKey, storedKey } from '../../src/http/idempotency-key.ts';
import { requiredPathId } from '../../src/http/request.ts';
import { simulatedProcessor as processor } from '../../src/processor/simulated.ts';
import { payments } from '../../src/store/payments.ts';
import { refunds } from '../../src/store/refunds.ts';

export const handler = waitingEndpoint({ payments, refunds, processor }, async (request, services, waitMs) => {
  const { caller } = request;
  const body = readRefundRequest(optionalJsonBody(request));
  const sent = sentKey(request, body.idempotency_key);
  const paymentId = requiredPathId(request, 'payment_id', 'payment_not_found');
  const key = await storedKey(sent, hasRefund(services.payments, paymentId, caller));
  const id = key === undefined ? services.io.newId() : refundIdOfKey(paymentId, caller, key);
  const made = await refundPayment(wantedRefund(body, paymentId, id), services, waitMs);
  const status = made.refund.status === 'completed' ? 200 : 402;
  const answer = json(status, presentRefund(made.payment, made.refund));
  return made.replayed ? replayed(answer) : answer;
});
