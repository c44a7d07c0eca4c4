import { currencies } from '../../src/domain/currency.ts';
import { methods } from '../../src/domain/payment-fields.ts';
import type { Abilities } from '../../src/processor/abilities.ts';
import type { Random } from '../../test/support/random.ts';
import type { Bank } from './bank.ts';
import { rememberedMs } from './remembered-keys.ts';

/** As long as a bank debit takes. */
export const longestWorkMs = 72 * 3_600_000;

/** As long as money may be on its way to an account that is closed. */
export const longestReturnMs = 20 * 86_400_000;

/** As long as a list takes to have a new entry. */
const longestListLagMs = 300_000;

/** As long as a replica may be behind. */
export const longestStaleMs = 20_000;

/** As long as a card's. */
export const longestAuthorizationMs = 7 * 24 * 3_600_000;

/** How the bank's API behaves in one run. */
export type Manners = Readonly<{
  /** Intents are opened without asking, and a decline is final: the simulated processor of the product. */
  openIsLocal: boolean;
  /** Keys of opening are forgotten at once, so that every open makes another intent. */
  forgetsOpenKeys: boolean;
  /** A key that comes with other parameters is refused, as at Stripe; elsewhere it gets the first answer. */
  comparesParameters: boolean;
  /** Percentage of intents that another stage, which has the same account and the same ids, opened and charged before. */
  sharesAccount: number;
  /** Percentage of new keys that get a 500, which is stored and replayed for a day. */
  storesErrors: number;
  /** Percentage of intents that are not opened, because it is too busy or another request is using the key. */
  isBusy: number;
  /** Percentage of payments that it never takes: it refuses to open them. */
  refusesToOpen: number;
  /** The longest that an authorization lasts before the processor lets it go. */
  authorizedForMs: number;
  /** Percentages of executed intents that are worked on for up to three days, and that need their customer. */
  works: number;
  asksCustomer: number;
  /** The longest that a customer takes who comes back. */
  customerTakesMs: number;
  /** Percentage of refused intents that their customer pays after all, unless they are fenced. */
  customerPays: number;
  /** Percentage of observations of a waiting intent that come just before its customer acts. */
  paysWhenLookedAt: number;
  /** Percentage of observations, some seconds after an intent changed, that show it as it was before. */
  staleIntents: number;
  /** Percentages of refunds that take up to three days, and that come back after they succeeded. */
  refundsWork: number;
  refundsComeBack: number;
  /** Percentage of captured payments of which a person gives money back in the processor's dashboard. */
  refundedByHand: number;
  /** Percentage of captured payments of which the service has lost a refund. */
  losesRefunds: number;
  /** Percentage of refunds of ours from which somebody removes our ids. */
  idsRemoved: number;
  /** Percentage of refunds that the processor's list has some minutes after they were made. */
  listsLag: number;
  /** Percentages of captured payments that are disputed, and of reads that show a dispute as it was; by chance, if left out. */
  disputes?: number;
  staleReads?: number;
  /** Percentages of captures that come too late, or are refused for good. */
  capturesFail: number;
  /** Percentage of authorizations that a person captures in the processor's dashboard before we ask for it. */
  capturedByHand: number;
}>;

/** The simulated processor of the product, as it behaves when nothing fails. */
export const simulatedManners: Manners = {
  openIsLocal: true,
  forgetsOpenKeys: false,
  comparesParameters: true,
  sharesAccount: 0,
  storesErrors: 0,
  isBusy: 0,
  refusesToOpen: 0,
  authorizedForMs: Number.POSITIVE_INFINITY,
  works: 0,
  refundsWork: 0,
  refundsComeBack: 0,
  refundedByHand: 0,
  losesRefunds: 0,
  idsRemoved: 0,
  listsLag: 0,
  asksCustomer: 0,
  customerTakesMs: 7_200_000,
  customerPays: 0,
  paysWhenLookedAt: 0,
  staleIntents: 0,
  capturesFail: 0,
  capturedByHand: 0,
  disputes: 0,
  staleReads: 0,
};

/** Asked for each intent, it makes another one: keys are no help. */
export const remoteManners: Manners = { ...simulatedManners, openIsLocal: false, forgetsOpenKeys: true };

/** In half of the runs, a processor that is asked for its intents, and is as unkind as real ones may be. */
export const mannersBy = (random: Random): Manners =>
  random.whole(2) === 0 ? { ...simulatedManners, capturesFail: random.pick([0, 0, 20]) } : unkindManners(random);

export const unkindManners = (random: Random): Manners => ({
  ...withoutDisputes,
  openIsLocal: false,
  forgetsOpenKeys: random.whole(2) === 0,
  comparesParameters: random.whole(2) === 0,
  sharesAccount: 20,
  storesErrors: random.pick([0, 0, 15]),
  authorizedForMs: random.pick([120_000, longestAuthorizationMs]),
  works: random.pick([0, 0, 20]),
  refundsWork: random.pick([0, 0, 20]),
  refundsComeBack: random.pick([0, 0, 20]),
  refundedByHand: 15,
  losesRefunds: 10,
  idsRemoved: 30,
  listsLag: 60,
  asksCustomer: random.pick([0, 0, 30]),
  customerPays: random.pick([0, 40]),
  paysWhenLookedAt: random.pick([0, 0, 40]),
  staleIntents: random.pick([0, 0, 40]),
  capturesFail: random.pick([0, 20]),
  capturedByHand: 15,
  isBusy: random.pick([0, 0, 20]),
  refusesToOpen: random.pick([0, 0, 10]),
});

const { disputes: _disputes, staleReads: _staleReads, ...withoutDisputes } = simulatedManners;

/** How long after a refund was made the processor's list has it (ms): it may be read from a replica. */
export function listLagOf(refund: string, bank: Bank, { listsLag }: Manners): number {
  if (listsLag === 0) return 0;
  const random = bank.chanceOf(`list lags behind ${refund}`);
  return random.whole(100) < listsLag ? random.whole(longestListLagMs) : 0;
}

/** Made once: every invocation asks for them. */
const takes = { currencies: new Set(currencies), methods: new Set(methods) } as const;

/** Abilities that the processor claims, by how it behaves. */
export const abilitiesBy = (manners: Manners): Abilities => ({
  ...takes,
  partialCapture: true,
  keysForMs: rememberedMs,
  refundsMayComeBack: manners.refundsComeBack > 0,
  authorizationsLapse: Number.isFinite(manners.authorizedForMs),
  takesToken: () => true,
  chargesAlone: true,
  needsReturnUrl: false,
  holdsMethods: takes.methods,
  openIsLocal: manners.openIsLocal,
});
