import { chargeTrip } from '../../src/commands/charge-trip.ts';
import { hasPayment } from '../../src/commands/find-payment.ts';
import { orderGuard } from '../../src/commands/order-guard.ts';
import { presentCharge, readTripCharge, tripPayment } from '../../src/contracts/rides.ts';
import { paymentIdOfKey } from '../../src/domain/identity.ts';
import { paymentAnswer } from '../../src/http/answers.ts';
import { jsonBody } from '../../src/http/body.ts';
import { waitingEndpoint } from '../../src/http/endpoint.ts';
import { requiredSentKey, storedKey } from '../../src/http/idempotency-key.ts';
import { locationFrom } from '../../src/http/location.ts';
import { simulatedProcessor as processor } from '../../src/processor/simulated.ts';
import { payments } from '../../src/store/payments.ts';
import { trips } from '../../src/trips/trips.ts';

export const handler = waitingEndpoint(
  { payments, processor, orderGuard, trips },
  async (request, services, waitMs) => {
    const charge = readTripCharge(jsonBody(request, 'lenient'));
    const { caller } = request;
    const sent = requiredSentKey(request, charge.idempotency_key);
    const key = await storedKey(sent, hasPayment(services.payments, caller));
    const paymentId = paymentIdOfKey(caller, key);
    const wanted = { paymentId, tripId: charge.trip_id, paymentOf: tripPayment.bind(undefined, charge, paymentId) };
    const charged = await chargeTrip(wanted, services, waitMs);
    return paymentAnswer(charged, presentCharge(charged.payment), {
      location: locationFrom(request, `v1/payments/${charged.payment.id}`),
    });
  },
);
