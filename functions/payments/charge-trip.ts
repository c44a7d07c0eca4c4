import { chargeTrip } from '../../src/commands/charge-trip.ts';
import { hasPayment } from '../../src/commands/find-payment.ts';
import { orderGuard } from '../../src/commands/order-guard.ts';
import { storedKey } from '../../src/contracts/idempotency-key.ts';
import { presentCharge, readTripCharge, wantedCharge } from '../../src/contracts/rides.ts';
import { paymentAnswer } from '../../src/http/answers.ts';
import { jsonBody } from '../../src/http/body.ts';
import { waitingEndpoint } from '../../src/http/endpoint.ts';
import { requiredSentKey } from '../../src/http/idempotency-key.ts';
import { locationFrom } from '../../src/http/location.ts';
import { processors } from '../../src/processor/current.ts';
import { payments } from '../../src/store/payments.ts';
import { trips } from '../../src/trips/trips.ts';

const needs = { payments, processors, orderGuard, trips };

export const handler = waitingEndpoint(needs, async (request, services, waitMs) => {
  const charge = readTripCharge(jsonBody(request, 'lenient'));
  const isUsed = hasPayment(services.payments, request.caller);
  const key = await storedKey(requiredSentKey(request, charge.idempotency_key), isUsed);
  const wanted = wantedCharge(charge, request.caller, key);
  const charged = await chargeTrip(wanted, services, waitMs);
  const location = locationFrom(request, `v1/payments/${wanted.paymentId}`);
  return paymentAnswer(charged, presentCharge(charged.payment), { location });
});
