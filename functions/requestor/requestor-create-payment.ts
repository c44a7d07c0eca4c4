import { paymentService } from '../../doubles/requestor/payment-service-client.ts';
import { createdResponse, errorResponse, readCreation } from '../../doubles/requestor/rest.ts';
import { jsonBody } from '../../src/http/body.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { keyLineOf } from '../../src/http/idempotency-key.ts';
import { locationFrom } from '../../src/http/location.ts';

export const handler = endpoint(
  { paymentService },
  async (request, { paymentService }) => {
    const { wanted, key } = readCreation(jsonBody(request, 'lenient'));
    const metadata = { requestId: request.id, idempotencyKey: keyLineOf(request, key) };
    const created = await paymentService.createPayment(wanted, metadata);
    return createdResponse(created, locationFrom(request, `api/payments/${created.payment.paymentId}`));
  },
  errorResponse,
);
