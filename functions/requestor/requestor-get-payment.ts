import { paymentService } from '../../doubles/requestor/payment-service-client.ts';
import { errorResponse, foundResponse } from '../../doubles/requestor/rest.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { requiredPathId } from '../../src/http/request.ts';

export const handler = endpoint(
  { paymentService },
  async (request, { paymentService }) => {
    const id = requiredPathId(request, 'payment_id', 'payment_not_found');
    return foundResponse(await paymentService.getPayment(id, { requestId: request.id }));
  },
  errorResponse,
);
