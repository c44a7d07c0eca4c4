import { chargeTrip } from '../../src/commands/charge-trip.ts';
import { hasPayment } from '../../src/commands/find-payment.ts';
import { orderGuard } from '../../src/commands/order-guard.ts';
import { storedKey } from '../../src/contracts/idempotency-key.ts';
import { presentCharge, readTripCharge, wantedCharge } from '../../src/contracts/rides.ts';
import { paymentIdOfKey } from '../../src/domain/identity.ts';
import { paymentAnswer } from '../../src/http/answers.ts';
import { jsonBody } from '../../src/http/body.ts';
import { waitingEndpoint } from '../../src/http/endpoint.ts';
import { requiredSentKey } from '../../src/http/idempotency-key.ts';
import { locationFrom } from '../../src/http/location.ts';
import { simulatedProcessor as processor } from '../../src/processor/simulated.ts';
import { payments } from '../../src/store/payments.ts';
import { trips } from '../../src/trips/trips.ts';

const needs = { payments, processor, orderGuard, trips };

export const handler = waitingEndpoint(needs, async (request, services, waitMs) => {
  const charge = readTripCharge(jsonBody(request, 'lenient'));
  const { caller } = request;
  const sent = requiredSentKey(request, charge.idempotency_key);
  const paymentId = paymentIdOfKey(caller, await storedKey(sent, hasPayment(services.payments, caller)));
  const charged = await chargeTrip(wantedCharge(charge, paymentId), services, waitMs);
  const location = locationFrom(request, `v1/payments/${charged.payment.id}`);
  return paymentAnswer(charged, presentCharge(charged.payment), { location });
});
