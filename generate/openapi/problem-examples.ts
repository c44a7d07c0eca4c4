import type { RefusalCode, RefusalDetails } from '../../src/domain/refusal.ts';

type Example = RefusalDetails & Readonly<{ detail: string }>;

/** Example details of refusals whose title does not say enough. */
export const problemExamples: Readonly<Partial<Record<RefusalCode, Example>>> = {
  amount_format: { detail: 'write the amount as digits with a point, like 10.99', field: '/amount' },
  body_too_large: { detail: 'the body is larger than 65536 bytes' },
  card_number_not_accepted: { detail: 'send a processor token, never a card number', field: '/payment_method' },
  concurrent_update: {
    detail: 'the payment is being captured or cancelled by another request; try again',
    retryAfterSeconds: 1,
  },
  idempotency_key_in_use: {
    detail: 'the same request is being worked on; its answer will be here',
    retryAfterSeconds: 1,
  },
  idempotency_key_reused: {
    detail: 'the key was first used with another amount',
    more: { mismatched: ['amount'] },
  },
  order_already_paid: {
    detail: 'this order is paid, and the amount was another; nothing was changed',
    more: { payment_id: 'a2c5b1b0-6f3c-8d0e-9a51-0d7b1f1f4f11' },
  },
  order_not_found: { detail: 'no order has this id' },
  payment_not_found: { detail: 'no payment has this id' },
  store_unavailable: { detail: 'the payment store did not answer; try again', retryAfterSeconds: 1 },
  refund_not_found: { detail: 'no refund has this id' },
  event_not_found: { detail: 'no event has this id' },
  user_not_found: { detail: 'no user has this id' },
};
