import { paymentsTable } from '../../test/support/world.ts';
import { rowOf } from './rows.ts';
import type { SimulatedStore } from './store.ts';
import { isFinal, isToldToWait, refusedAs, type Told } from './told.ts';

/**
 * Answered for good; or told to wait for a payment of the same trip or order that somebody has yet to capture or cancel. A payment
 * whose charge, capture or cancellation was abandoned is the sweeper's to finish, and requests that it keeps waiting are told to come
 * back after that: `nothing stays open` holds the sweeper to it.
 */
export function isOver(told: Told | undefined, store: SimulatedStore): boolean {
  if (told === undefined || isFinal(told)) return told !== undefined;
  const payment = store.item(paymentsTable, told.wish.paymentId);
  const isUnfinished = rowOf(payment)?.status === 'processing' || payment?.closing !== undefined;
  if (refusedAs(told) === 'concurrent_update' && isUnfinished) return true;
  if (!isToldToWait(told)) return false;
  // RPCs carry the payment's id in details that are not read here.
  const { order_id: order } = (told.wish.body ?? {}) as Readonly<{ order_id?: string }>;
  const holderId = told.json.payment_id ?? store.item(paymentsTable, `order#${order}`)?.payment_id;
  const status = rowOf(store.item(paymentsTable, String(holderId)))?.status;
  return status === 'authorized' || status === 'pending';
}
