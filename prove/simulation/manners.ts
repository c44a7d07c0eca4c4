import type { Random } from '../../test/support/random.ts';
import type { Manners } from './intent-bank.ts';

/** The simulated processor of the product, as it behaves when nothing fails. */
export const simulatedManners: Manners = {
  openIsLocal: true,
  forgetsOpenKeys: false,
  works: 0,
  refundsWork: 0,
  refundsComeBack: 0,
  asksCustomer: 0,
  customerPays: 0,
  capturesFail: 0,
};

/** In half of the runs, a processor that is asked for its intents, and is as unkind as real ones may be. */
export function mannersBy(random: Random): Manners {
  if (random.whole(2) === 0) return { ...simulatedManners, capturesFail: random.pick([0, 0, 20]) };
  return {
    openIsLocal: false,
    forgetsOpenKeys: random.whole(2) === 0,
    works: random.pick([0, 0, 20]),
    refundsWork: random.pick([0, 0, 20]),
    refundsComeBack: random.pick([0, 0, 20]),
    asksCustomer: random.pick([0, 0, 30]),
    customerPays: random.pick([0, 40]),
    capturesFail: random.pick([0, 20]),
  };
}
