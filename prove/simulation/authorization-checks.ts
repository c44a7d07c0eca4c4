import type { IntentBank } from './intent-bank.ts';
import type { Violations } from './invariants.ts';
import type { Opened } from './opened-intents.ts';
import type { SimulatedItem } from './operands.ts';
import { rowOf } from './rows.ts';
import type { SimulatedWrite } from './store.ts';

type Known = Readonly<{
  violations: Violations;
  banks: readonly IntentBank[];
  item: (paymentId: string) => SimulatedItem | undefined;
}>;

/** Judges each fence that voids an authorization, and each authorization that is written: neither may meet the other. */
export class AuthorizationChecks {
  readonly #known: Known;

  constructor(known: Known) {
    this.#known = known;
    for (const bank of known.banks) bank.onVoided = (opened) => this.#voided(opened);
  }

  written({ id, before, after }: SimulatedWrite): void {
    const { violations, banks } = this.#known;
    const now = rowOf(after);
    if (now?.status !== 'authorized' || rowOf(before)?.status === 'authorized') return;
    const intentId = now.intent?.id;
    const isLetGo = intentId !== undefined && banks.some((bank) => bank.opened(intentId)?.wasVoided === true);
    violations.require(!isLetGo, 'an authorization is kept', () => `payment ${id} was fenced before`);
  }

  #voided({ intent, charge: { paymentId }, capture }: Opened): void {
    const { violations, item } = this.#known;
    const row = rowOf(item(paymentId));
    const isOf = row?.status === 'authorized' && row.intent?.id === intent.id;
    const isWanted = row?.closing === 'cancel' || (row?.closing === 'capture' && capture === 'refused');
    violations.require(
      !isOf || isWanted,
      'an authorization is kept',
      () => `${intent.id} of payment ${paymentId} was fenced`,
    );
  }
}
