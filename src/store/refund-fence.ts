import type { Payment } from '../domain/payment.ts';

/** The condition that the fence is as it was seen. A payment has none until it is raised for the first time. */
export const fenceOf = ({ refundFence }: Pick<Payment, 'refundFence'>): string =>
  refundFence === 0 ? 'attribute_not_exists(refund_fence)' : 'refund_fence = :fence';

export const fenceValues = ({ refundFence }: Pick<Payment, 'refundFence'>) =>
  refundFence === 0 ? {} : { ':fence': refundFence };
