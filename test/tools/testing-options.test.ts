import { expect, it } from 'vitest';
import { startPaymentService } from '../../tools/testing/payment-service.ts';

it.each<[object, string]>([
  [{ sed: true }, 'startPaymentService has no option sed. Did you mean seed?'],
  [{ seed: true, Seed: true }, 'startPaymentService has no option Seed. Did you mean seed?'],
  [{ ports: [8000] }, 'startPaymentService has no option ports. The options are: seed.'],
])('a service for a test is not started with the options %j', async (options, message) => {
  await expect(startPaymentService(options)).rejects.toThrow(new TypeError(message));
});
