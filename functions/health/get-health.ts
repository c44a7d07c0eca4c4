import { endpoint } from '../../src/http/endpoint.ts';
import { json } from '../../src/http/responses.ts';
import { optionalEnv } from '../../src/runtime/env.ts';
import { payments } from '../../src/store/payments.ts';

export const handler = endpoint({ payments }, async (_request, { payments, io }) => {
  const up = await payments.get('health').then(
    () => true,
    () => false,
  );
  return json(up ? 200 : 503, {
    status: up ? 'healthy' : 'unhealthy',
    service: 'payment-service',
    version: optionalEnv('SERVICE_VERSION') ?? 'unknown',
    database_status: up ? 'UP' : 'DOWN',
    timestamp: new Date(io.now()).toISOString(),
  });
});
