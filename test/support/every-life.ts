import { handler as createByRpc } from '../../functions/customers/customers-create-payment.ts';
import { handler as processByRpc } from '../../functions/customers/customers-process-payment.ts';
import { handler as payOrder } from '../../functions/orders/create-order-payment.ts';
import { handler as cancel } from '../../functions/payments/cancel-payment.ts';
import { handler as capture } from '../../functions/payments/capture-payment.ts';
import { handler as chargeTrip } from '../../functions/payments/charge-trip.ts';
import { handler as create } from '../../functions/payments/create-payment.ts';
import { handler as refund } from '../../functions/payments/refund-payment.ts';
import { handler as receiveEvent } from '../../functions/processors/receive-processor-event.ts';
import { handler as requestPayment } from '../../functions/services/services-request-payment.ts';
import { call } from './call.ts';
import { rpcBy } from './rpc.ts';
import type { World } from './world.ts';

/** More than stay in a payment's item. */
const manyRefunds = 23;

/** Lives payments through every kind of life that the simulated processor knows, by every contract. */
export async function liveEveryLife(world: World): Promise<void> {
  world.call = async () => Response.json({ trip_id: 1, status: 'COMPLETED', fare: 24.5, currency: 'USD' });
  let keys = 0;
  const key = () => ({ 'Idempotency-Key': `key-${++keys}` });
  const pay = async (fields: object = {}, headers: Record<string, string> = key()) => {
    const answer = await call(create, world, 'POST /v1/payments', { body: { amount: '25.00', ...fields }, headers });
    return String(answer.json.payment_id ?? '');
  };
  const change = (id: string, what: 'capture' | 'cancel' | 'refund', body: object = {}, headers = key()) =>
    call({ capture, cancel, refund }[what], world, `POST /v1/payments/${id}/${what}`, { body, headers });
  const authorize = (fields: object = {}) => pay({ capture: false, ...fields });

  await pay({ metadata: { basket: 'b-7' }, customer_id: 'c-1', method: 'WALLET' });
  await pay({
    off_session: true,
    payment_method: 'pm_saved',
    processor_customer: 'cus_1',
    statement_descriptor: 'SHOP',
  });
  await pay({ return_url: 'https://shop.example.com/' }, {});
  for (const token of ['pm_declined', 'pm_insufficient_funds', 'pm_expired_card']) await pay({ payment_method: token });
  const lost = key();
  for (const _time of [1, 2]) await pay({ payment_method: 'pm_answer_lost' }, lost);

  await change(await authorize(), 'capture');
  const partly = await authorize();
  await change(partly, 'capture', { amount: '20.00' });
  await change(partly, 'refund', { amount: '20.00' });
  await change(await authorize(), 'cancel');
  await change(await authorize({ payment_method: 'pm_authorization_expired' }), 'capture');
  const kept = await authorize({ payment_method: 'pm_capture_refused' });
  for (const what of ['capture', 'cancel'] as const) await change(kept, what);

  const eventful = ['pm_dispute_inquiry', 'pm_dispute_open', 'pm_dispute_lost', 'pm_refunded_by_hand'];
  for (const [number, token] of eventful.entries()) {
    const payment_id = await pay({ payment_method: token });
    const headers = { 'Simulated-Signature': 'test' };
    const body = { id: `evt-${number}`, payment_id };
    await call(receiveEvent, world, 'POST /v1/processor-events/simulated', { headers, body });
  }

  const refunded = await pay();
  await change(refunded, 'refund', { amount: '5.25', reason: 'late' });
  await change(refunded, 'refund');
  const notRefunded = await pay({ payment_method: 'pm_refund_declined' });
  for (let number = 0; number < manyRefunds; number++) await change(notRefunded, 'refund', { amount: '1.00' });
  const lostRefund = key();
  const answerLost = await pay({ payment_method: 'pm_refund_answer_lost' });
  for (const _time of [1, 2]) await change(answerLost, 'refund', { amount: '1.00' }, lostRefund);

  for (const trip of ['trip-paid', 'trip-paid']) await pay({ trip_id: trip, rider_id: 'r-1', driver_id: 'd-1' });
  await change(await authorize({ trip_id: 'trip-free' }), 'cancel');
  await pay({ trip_id: 'trip-free' });
  for (const _time of [1, 2]) await pay({ order_id: 'order-guarded', one_payment_per_order: true });
  await call(chargeTrip, world, 'POST /v1/payments/charge', { body: { idempotency_key: 'trip', trip_id: 1 } });

  const forOrder = (body: object) => call(payOrder, world, 'POST /payments', { body });
  await forOrder({ order_id: 'order-declined', amount: '10.00', payment_method: 'pm_declined' });
  await forOrder({ order_id: 'order-declined', amount: '10.00' });
  await forOrder({ order_id: 'order-free', amount: '0.00' });

  const rpc = rpcBy(createByRpc, '/payment.v1.PaymentService/CreatePayment');
  const process = rpcBy(processByRpc, '/payment.v1.PaymentService/ProcessPayment');
  for (const action of ['capture', 'cancel']) {
    const { json } = await rpc(
      world,
      { amount: '10.00', currency: 'USD', customer_id: 'c', payment_method: 'card' },
      key(),
    );
    await process(world, { payment_id: json.payment_id, action }, key());
    await process(world, { payment_id: json.payment_id, action: 'refund' }, key());
  }
  const message = {
    amount_minor: 1250,
    currency: 'USD',
    order_id: 'order-9',
    idempotency_key: 'k',
    metadata: { a: 'b' },
  };
  await rpcBy(requestPayment, '/payments.v1.PaymentService/RequestPayment')(world, message);
}
