import type { Random } from '../../test/support/random.ts';

/** As long as a bank debit takes. */
export const longestWorkMs = 72 * 3_600_000;

/** How the bank's API behaves in one run. */
export type Manners = Readonly<{
  /** Intents are opened without asking, and a decline is final: the simulated processor of the product. */
  openIsLocal: boolean;
  /** Keys of opening are forgotten at once, so that every open makes another intent. */
  forgetsOpenKeys: boolean;
  /** Of a hundred executed intents, how many are worked on for up to three days, and how many need their customer. */
  works: number;
  asksCustomer: number;
  /** Of a hundred refused intents, how many the customer pays after all, unless they are fenced. */
  customerPays: number;
  /** Of a hundred refunds, how many take up to three days, and how many come back after they succeeded. */
  refundsWork: number;
  refundsComeBack: number;
  /** Of a hundred captures, how many come too late, or are refused for good. */
  capturesFail: number;
}>;

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
