import { closePayment } from '../../src/commands/close-payment.ts';
import { keyRecorder } from '../../src/commands/record-key-use.ts';
import { readCancelRequest } from '../../src/contracts/cancellations.ts';
import { presentPayment } from '../../src/contracts/payments.ts';
import { optionalJsonBody } from '../../src/http/body.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { idempotencyKey } from '../../src/http/idempotency-key.ts';
import { requiredPathId } from '../../src/http/request.ts';
import { ok } from '../../src/http/responses.ts';
import { processors } from '../../src/processor/current.ts';
import { authorizations } from '../../src/store/authorizations.ts';
import { keyUses } from '../../src/store/key-uses.ts';
import { payments } from '../../src/store/payments.ts';

export const handler = endpoint({ payments, authorizations, keyUses, processors }, async (request, services) => {
  const { idempotency_key } = readCancelRequest(optionalJsonBody(request));
  const paymentId = requiredPathId(request, 'payment_id', 'payment_not_found');
  const record = keyRecorder(services.keyUses, request.caller, idempotencyKey(request, idempotency_key));
  const recordUse = () => record({ kind: 'cancel', paymentId });
  return ok(presentPayment(await closePayment(paymentId, { closing: 'cancel' }, services, recordUse)));
});
