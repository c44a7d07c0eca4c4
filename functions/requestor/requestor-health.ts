import { paymentService } from '../../doubles/requestor/payment-service-client.ts';
import { errorResponse } from '../../doubles/requestor/rest.ts';
import { endpoint } from '../../src/http/endpoint.ts';
import { json } from '../../src/http/responses.ts';
import { optionalEnv } from '../../src/runtime/env.ts';

export const handler = endpoint(
  { paymentService },
  async (request, { paymentService, io }) => {
    const up = await paymentService.isServing({ requestId: request.id }).catch(() => false);
    return json(up ? 200 : 503, {
      status: up ? 'healthy' : 'unhealthy',
      service: 'requestor-mock',
      version: optionalEnv('SERVICE_VERSION') ?? 'unknown',
      payment_service_status: up ? 'UP' : 'DOWN',
      timestamp: new Date(io.now()).toISOString(),
    });
  },
  errorResponse,
);
