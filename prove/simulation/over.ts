import { paymentsTable } from '../../test/support/world.ts';
import { rowOf } from './rows.ts';
import type { SimulatedStore } from './store.ts';
import { isFinal, isToldToWait, type Told } from './told.ts';

/**
 * Answered for good; or told to wait for a payment of the same trip or order that somebody has yet to capture or cancel. One
 * whose cancellation was abandoned is the sweeper's to finish: `nothing stays open` holds it to that.
 */
export function isOver(told: Told | undefined, store: SimulatedStore): boolean {
  if (told === undefined || isFinal(told)) return told !== undefined;
  if (!isToldToWait(told)) return false;
  // RPCs carry the payment's id in details that are not read here.
  const { order_id: order } = (told.wish.body ?? {}) as Readonly<{ order_id?: string }>;
  const holderId = told.json.payment_id ?? store.item(paymentsTable, `order#${order}`)?.payment_id;
  const status = rowOf(store.item(paymentsTable, String(holderId)))?.status;
  return status === 'authorized' || status === 'pending';
}
