import { expect, it } from 'vitest';
import { PaymentRpc } from './payment-rpc.ts';

it('a call that is aborted before it is sent is rejected at once, as by the real fetch', async () => {
  const rpc = new PaymentRpc();
  rpc.pause = new Promise(() => {});
  const tooLate = new Error('too late');
  const sent = rpc.fetch('http://localhost/payment.v1.PaymentService/HealthCheck', {
    signal: AbortSignal.abort(tooLate),
  });
  await expect(sent).rejects.toBe(tooLate);
  expect(rpc.calls).toEqual([]);
});
