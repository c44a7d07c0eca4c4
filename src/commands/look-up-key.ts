import { paymentIdOfKey, recordIdOfKey, refundIdOfKey } from '../domain/identity.ts';
import {
  fateOfPayment,
  fateOfRefund,
  fateOfUse,
  type KeyFate,
  type KnownUse,
  neverSeen,
  oneFate,
  type UseFate,
} from '../domain/key-fate.ts';
import type { KeyUse } from '../domain/key-use.ts';
import type { Payment } from '../domain/payment.ts';
import type { Refund } from '../domain/refund-states.ts';
import type { KeyUsesTable } from '../store/key-uses.ts';
import type { Payments } from '../store/payments.ts';
import type { Refunds } from '../store/refunds.ts';
import { findPayment } from './find-payment.ts';

type Records = Readonly<{ get: (id: string) => Promise<unknown> }>;
export type LookUpServices = Readonly<{
  payments: Payments;
  refunds: Pick<Refunds, 'archived'>;
  keyUses: KeyUsesTable;
  users: Records;
  orders: Records;
}>;

/** A caller's key; `paymentId` asks for what it did to that payment alone. */
export type LookUp = Readonly<{ caller: string; key: string; paymentId: string | undefined }>;

/**
 * Looks a key up. Every read is consistent, and every use is on record before it reserves money: so a key that
 * none of the reads knows had reserved nothing when the look-up began.
 */
export const lookUpKey = async (lookUp: LookUp, services: LookUpServices): Promise<KeyFate> =>
  lookUp.paymentId === undefined ? anyUse(lookUp, services) : onPayment(lookUp, lookUp.paymentId, services);

async function anyUse({ caller, key }: LookUp, services: LookUpServices): Promise<KeyFate> {
  const [userId, orderId] = [recordIdOfKey('user', caller, key), recordIdOfKey('order', caller, key)];
  const [payment, uses, user, order] = await Promise.all([
    services.payments.get(paymentIdOfKey(caller, key)),
    services.keyUses.find(caller, key),
    services.users.get(userId),
    services.orders.get(orderId),
  ]);
  const succeeded = { status: 'succeeded' } as const;
  const found: KnownUse[] = [
    ...(payment === undefined ? [] : [{ usedFor: 'payment', fate: fateOfPayment(payment) } as const]),
    ...(uses === undefined ? [] : [{ usedFor: uses.first.kind, fate: await fateOf(uses.first, services) }]),
    ...(user === undefined ? [] : [{ usedFor: 'user', fate: { ...succeeded, userId } } as const]),
    ...(order === undefined ? [] : [{ usedFor: 'order', fate: { ...succeeded, orderId } } as const]),
  ];
  return oneFate(found, uses === undefined || !uses.others);
}

async function onPayment({ caller, key }: LookUp, paymentId: string, services: LookUpServices): Promise<KeyFate> {
  const [payment, uses] = await Promise.all([
    findPayment(services.payments, paymentId),
    services.keyUses.find(caller, key),
  ]);
  const refundId = refundIdOfKey(paymentId, caller, key);
  const refund = await refundOf(payment, refundId, services);
  if (refund !== undefined) return fateOfRefund(payment, refundId, refund);
  if (uses?.first.paymentId === paymentId) return fateOf(uses.first, services);
  if (payment.id === paymentIdOfKey(caller, key)) return fateOfPayment(payment);
  return uses?.others ? { status: 'unknown', payment, paymentId: payment.id } : neverSeen;
}

async function fateOf(use: KeyUse, services: LookUpServices): Promise<UseFate> {
  const payment = await services.payments.get(use.paymentId);
  if (use.kind !== 'refund') return fateOfUse(use, payment);
  if (payment === undefined) return { status: 'unknown', paymentId: use.paymentId, refundId: use.refundId };
  return fateOfRefund(payment, use.refundId, await refundOf(payment, use.refundId, services));
}

async function refundOf(payment: Payment, id: string, { refunds }: LookUpServices): Promise<Refund | undefined> {
  // Archiving raises the fence: without one, nothing was archived.
  return payment.refunds[id] ?? (payment.refundFence === 0 ? undefined : refunds.archived(id));
}
