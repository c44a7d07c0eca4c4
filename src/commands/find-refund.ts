import type { Payment } from '../domain/payment.ts';
import type { Refund } from '../domain/refund-states.ts';
import { Refusal } from '../domain/refusal.ts';
import type { Payments } from '../store/payments.ts';
import type { Places } from '../store/places.ts';
import type { Refunds } from '../store/refunds.ts';

type FindServices = Readonly<{
  payments: Pick<Payments, 'get'>;
  places: Pick<Places, 'paymentOfRefund'>;
  refunds: Pick<Refunds, 'archived'>;
}>;

/** A refund as it is now, with its payment. A refund is known by its id alone a moment after it was begun. */
export async function findRefund(
  id: string | undefined,
  { payments, places, refunds }: FindServices,
): Promise<Readonly<{ payment: Payment; refund: Refund }>> {
  const paymentId = id === undefined ? undefined : await places.paymentOfRefund(id);
  const payment = paymentId === undefined ? undefined : await payments.get(paymentId);
  const refund =
    id === undefined || payment === undefined ? undefined : (payment.refunds[id] ?? (await refunds.archived(id)));
  if (payment === undefined || refund === undefined) throw new Refusal('refund_not_found', 'no refund has this id');
  return { payment, refund };
}
