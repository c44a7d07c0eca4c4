import { handler as createPayment } from '../../functions/payments/create-payment.ts';
import { call } from './call.ts';
import { World } from './world.ts';

/** A world with one payment in it, and that payment's id. */
export async function worldWith(but: Record<string, unknown> = {}): Promise<Readonly<{ world: World; id: string }>> {
  const world = new World();
  const body = { amount: '100.00', idempotency_key: 'paid', ...but };
  const { json } = await call(createPayment, world, 'POST /v1/payments', { body });
  world.dynamo.sent.length = 0;
  return { world, id: String(json.payment_id) };
}
