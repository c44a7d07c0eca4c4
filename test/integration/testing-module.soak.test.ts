import { expect, it } from 'vitest';
import { startPaymentService } from '../../tools/testing/payment-service.ts';

it('a test starts a service of its own, charges, hears of it, moves the clock, makes faults and resets', async () => {
  await using service = await startPaymentService();
  const { client, clock, faults, webhooks } = service;
  const paid = await client.pay({ amount: '25.00', currency: 'EUR' }, { intent: 'order-7' });
  if (paid.status !== 'paid') throw new Error(paid.status);
  const { payment_id } = paid.payment;
  expect(await webhooks.next('payment.completed')).toMatchObject({ data: { payment_id, amount: '25.00' } });

  await faults.add('processor: answer lost after the charge', { match: { function: 'create-payment' } });
  expect((await client.pay({ amount: '26.00', currency: 'EUR' }, { intent: 'order-8' })).status).toBe('paid');
  expect(await faults.list()).toMatchObject([{ fault: 'processor: answer lost after the charge', happened: 1 }]);
  expect(await webhooks.next('payment.completed')).toMatchObject({ data: { amount: '26.00' } });
  await expect(webhooks.next('refund.failed', 1)).rejects.toThrow('No webhook refund.failed came');

  const before = await clock.now();
  await clock.advance('2h');
  expect((await clock.now()).getTime() - before.getTime()).toBeGreaterThanOrEqual(7_200_000);

  await service.reset();
  expect(await faults.list()).toEqual([]);
  await expect(client.get(payment_id)).rejects.toMatchObject({ code: 'payment_not_found' });
  await client.pay({ amount: '27.00', currency: 'EUR' }, { intent: 'order-9' });
  expect(await webhooks.next('payment.completed')).toMatchObject({ data: { amount: '27.00' } });
});
