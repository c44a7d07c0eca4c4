import { openKey } from '../../src/processor/open-key.ts';
import type { Charge } from '../../src/processor/port.ts';
import type { Bank } from './bank.ts';
import type { Manners } from './manners.ts';
import { type Opened, parametersOf } from './opened-intents.ts';
import type { RememberedKeys } from './remembered-keys.ts';

/** Key spaces of the simulated stage, and of one that shares its accounts at the banks. */
export const thisStage = 'this stage';
export const anotherStage = 'another stage';

type SharedAccount = Readonly<{ bank: Bank; manners: Manners; keys: RememberedKeys<string> }>;

/** Charges a payment of the other stage that has the same id, because orders are numbered alike. Its money is none of ours. */
export function chargeElsewhere(charge: Charge, { bank, manners, keys }: SharedAccount, make: () => Opened): void {
  if (manners.sharesAccount === 0) return;
  const key = openKey(charge, anotherStage);
  if (bank.chanceOf(`another stage opens ${key}`).whole(100) >= manners.sharesAccount) return;
  const act = () => Object.assign(make(), { state: 'captured', captured: charge.amount.minor }).intent.id;
  keys.answer(key, parametersOf(charge), { isSpoilt: false, act });
}
