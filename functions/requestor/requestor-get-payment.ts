import { endpoint } from '../../src/http/endpoint.ts';
import { requiredPathId } from '../../src/http/request.ts';
import { paymentService } from '../../src/requestor/payment-service.ts';
import { foundAnswer, refused } from '../../src/requestor/rest.ts';

export const handler = endpoint(
  { paymentService },
  async (request, { paymentService }) => {
    const id = requiredPathId(request, 'payment_id', 'payment_not_found');
    return foundAnswer(await paymentService.getPayment(id, { requestId: request.id }));
  },
  refused,
);
