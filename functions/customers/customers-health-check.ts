import { paymentV1 } from '../../generated/messages.ts';
import { rpc } from '../../src/rpc/rpc.ts';
import { optionalEnv } from '../../src/runtime/env.ts';
import { payments } from '../../src/store/payments.ts';

/** A read that fails says by itself that the store is not available. */
export const handler = rpc(paymentV1.HealthCheck, { payments }, async (_message, _call, { payments }) => {
  await payments.get('health');
  return { message: { status: 'SERVING', version: optionalEnv('SERVICE_VERSION') ?? 'unknown' } };
});
