import { requirePositive } from '../domain/money.ts';
import type { WantedPayment } from '../domain/payment-fields.ts';
import type { ChargeServices } from './charge.ts';
import { type CreatedPayment, createPayment, recordRefusedPayment } from './create-payment.ts';
import type { RecordKeyUse } from './record-key-use.ts';
import { type Orders, requireOrder } from './require-order.ts';

type OrderPaymentServices = ChargeServices & Readonly<{ orders: Orders; orderGuard: boolean }>;

/** Pays for an order, once. The order is the identity; an idempotency key is only recorded so that it can be looked up. */
export async function payForOrder(
  wanted: WantedPayment,
  services: OrderPaymentServices,
  waitMs: number,
  recordKeyUse: RecordKeyUse,
): Promise<CreatedPayment> {
  const { id: paymentId, fingerprint, fields } = wanted;
  await requireOrder(services.orders, fields.orderId);
  if (fields.amount.minor <= 0n) await recordRefusedPayment(wanted, services);
  requirePositive(fields.amount);
  await recordKeyUse({ kind: 'order payment', paymentId, fingerprint });
  return createPayment(wanted, services, waitMs);
}
