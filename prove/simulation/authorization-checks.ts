import type { IntentBank } from './intent-bank.ts';
import type { Violations } from './invariants.ts';
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
    for (const bank of known.banks) bank.onVoided = (intentId, paymentId) => this.#voided(intentId, paymentId);
  }

  written({ id, before, after }: SimulatedWrite): void {
    const { violations, banks } = this.#known;
    const now = rowOf(after);
    if (now?.status !== 'authorized' || rowOf(before)?.status === 'authorized') return;
    const intentId = now.intent?.id;
    const isLetGo = intentId !== undefined && banks.some((bank) => bank.isVoided(intentId));
    violations.require(!isLetGo, 'an authorization is kept', () => `payment ${id} was fenced before`);
  }

  #voided(intentId: string, paymentId: string): void {
    const { violations, item } = this.#known;
    const row = rowOf(item(paymentId));
    const isKept = row?.status === 'authorized' && row.intent?.id === intentId && row.closing !== 'cancel';
    violations.require(!isKept, 'an authorization is kept', () => `${intentId} of payment ${paymentId} was fenced`);
  }
}
