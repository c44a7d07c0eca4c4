import type { KeyFate, KnownUse, UseFate } from '../domain/key-fate.ts';
import { Refusal } from '../domain/refusal.ts';
import { idNumber } from './numbers.ts';
import { presentPayment } from './payments.ts';

/** The payment whose use of the key is asked for, if the query names one. */
export function readKeyQuery(query: ReadonlyMap<string, readonly string[]>): string | undefined {
  for (const name of query.keys()) {
    if (name !== 'payment_id') throw new Refusal('query_invalid', 'the parameter is payment_id', { field: name });
  }
  const [paymentId, ...more] = query.get('payment_id') ?? [];
  if (more.length > 0) throw new Refusal('query_invalid', 'the parameter stands twice', { field: 'payment_id' });
  if (paymentId === undefined || /^[A-Za-z0-9_-]{1,64}$/.test(paymentId)) return paymentId;
  throw new Refusal('query_invalid', 'that is no id', { field: 'payment_id' });
}

/** Outcome of the request that a key was sent with, and its use as far as that is known; each use, if there are several. */
export const presentKey = (key: string, { uses, moreUses, ...fate }: KeyFate): unknown => ({
  key,
  ...presentFate(fate),
  ...(uses === undefined ? {} : { uses: uses.map(presentUse), more_uses: moreUses }),
  payment: fate.payment === undefined ? null : presentPayment(fate.payment),
});

const presentUse = ({ usedFor, fate }: KnownUse) => ({ used_for: usedFor.replace(' ', '_'), ...presentFate(fate) });

const presentFate = ({ status, ...ids }: UseFate) => ({
  status,
  ...(ids.paymentId === undefined ? {} : { payment_id: idNumber(ids.paymentId) }),
  ...(ids.refundId === undefined ? {} : { refund_id: ids.refundId }),
  ...(ids.orderId === undefined ? {} : { order_id: idNumber(ids.orderId) }),
  ...(ids.userId === undefined ? {} : { user_id: idNumber(ids.userId) }),
});
