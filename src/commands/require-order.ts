import { Refusal } from '../domain/refusal.ts';
import { optionalEnv } from '../runtime/env.ts';

const strict = optionalEnv('STRICT_ORDERS') === 'on';

export type Orders = Readonly<{ get: (id: string) => Promise<unknown> }>;

/** With STRICT_ORDERS, only an order that exists is paid for; without, the amount and the order are trusted. */
export async function requireOrder(orders: Orders, id: string | undefined, isStrict: boolean = strict): Promise<void> {
  if (!isStrict || id === undefined) return;
  if ((await orders.get(id)) === undefined) throw new Refusal('order_not_found', 'no order has this id');
}
