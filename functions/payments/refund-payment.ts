import { hasRefund } from '../../src/commands/find-payment.ts';
import { refundPayment } from '../../src/commands/refund-payment.ts';
import { presentRefund, readRefundRequest, wantedRefund } from '../../src/contracts/refunds.ts';
import { refundIdOfKey } from '../../src/domain/identity.ts';
import { json, replayed } from '../../src/http/answers.ts';
import { optionalJsonBody } from '../../src/http/body.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { preferredWaitMs, sentKey, storedKey } from '../../src/http/idempotency-key.ts';
import { noteKeyless } from '../../src/http/keyless.ts';
import { requiredPathId } from '../../src/http/request.ts';
import { simulatedProcessor as processor } from '../../src/processor/simulated.ts';
import { keyUses } from '../../src/store/key-uses.ts';
import { payments } from '../../src/store/payments.ts';
import { refunds } from '../../src/store/refunds.ts';

export const handler = endpoint({ payments, refunds, keyUses, processor }, async (request, services) => {
  const { caller } = request;
  const body = readRefundRequest(optionalJsonBody(request));
  const sent = sentKey(request, body.idempotency_key);
  const paymentId = requiredPathId(request, 'payment_id', 'payment_not_found');
  const key = await storedKey(sent, hasRefund(services.payments, paymentId, caller));
  const id = key === undefined ? services.io.newId() : refundIdOfKey(paymentId, caller, key);
  if (key === undefined) noteKeyless(services.io, { payment_id: paymentId, refund_id: id });
  const wanted = wantedRefund(body, { id, paymentId, repeatable: key !== undefined });
  const recordUse = async () =>
    key === undefined ? undefined : services.keyUses.record(caller, key, { kind: 'refund', paymentId, refundId: id });
  const made = await refundPayment(wanted, services, preferredWaitMs(request), recordUse);
  const status = made.refund.status === 'completed' ? 200 : 402;
  const answer = json(status, presentRefund(made.payment, made.refund));
  return made.replayed ? replayed(answer) : answer;
});
