import { keyRecorder } from '../../src/commands/record-key-use.ts';
import { hasRefund, refundPayment } from '../../src/commands/refund-payment.ts';
import { storedKey } from '../../src/contracts/idempotency-key.ts';
import { presentRefund, readRefundRequest, wantedRefund } from '../../src/contracts/refunds.ts';
import { refundAnswer } from '../../src/http/answers.ts';
import { optionalJsonBody } from '../../src/http/body.ts';
import { waitingEndpoint } from '../../src/http/endpoint.ts';
import { sentKey } from '../../src/http/idempotency-key.ts';
import { requiredPathId } from '../../src/http/request.ts';
import { processors } from '../../src/processor/current.ts';
import { noteKeyless } from '../../src/runtime/keyless.ts';
import { keyUses } from '../../src/store/key-uses.ts';
import { payments } from '../../src/store/payments.ts';
import { refunds } from '../../src/store/refunds.ts';

export const handler = waitingEndpoint({ payments, refunds, keyUses, processors }, async (request, needs, waitMs) => {
  const { caller } = request;
  const body = readRefundRequest(optionalJsonBody(request));
  const paymentId = requiredPathId(request, 'payment_id', 'payment_not_found');
  const key = await storedKey(sentKey(request, body.idempotency_key), hasRefund(needs.payments, paymentId, caller));
  const wanted = wantedRefund(body, paymentId, { caller, key, newId: needs.io.newId });
  if (key === undefined) noteKeyless(needs.io, { payment_id: paymentId, refund_id: wanted.id });
  const made = await refundPayment(wanted, needs, waitMs, keyRecorder(needs.keyUses, caller, key));
  return refundAnswer(made, presentRefund(made.payment, made.refund));
});
