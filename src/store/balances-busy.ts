import { Refusal } from '../domain/refusal.ts';

/** For a caller whose transaction met others on the balances each time. */
export const balancesBusy = () =>
  new Refusal('store_unavailable', 'the balances are busy; try again', { retryAfterSeconds: 1 });
