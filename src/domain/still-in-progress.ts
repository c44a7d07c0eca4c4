import { Refusal } from './refusal.ts';

/**
 * For a request that the payment's status does not allow while another request changes that status. Clients take `wrong_state` and
 * `payment_not_refundable` as final, and would leave money held or kept that they wanted to give back (docs/decisions/0118).
 */
export const stillInProgress = (retryAfterSeconds = 1): Refusal =>
  new Refusal('concurrent_update', 'the payment is still being charged or captured; try again', { retryAfterSeconds });
