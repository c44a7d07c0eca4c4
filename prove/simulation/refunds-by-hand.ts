import type { ListedRefund, RefundObservation } from '../../src/processor/port.ts';
import type { Asked, Bank } from './bank.ts';
import type { DisputeDesk } from './dispute-desk.ts';
import { listLagOf, longestReturnMs, longestWorkMs, type Manners } from './manners.ts';
import type { Opened } from './opened-intents.ts';

/** A refund that a person made. */
type Made = {
  readonly opened: Opened;
  readonly reference: string;
  readonly minor: bigint;
  readonly at: string;
  /** From when on the processor's list has it. */
  readonly listedFrom: number;
  state: 'working' | 'returned' | 'failed';
};

const hour = 3_600_000;

/** Refunds that a person makes in the processor's dashboard: of captured payments, wholly or in part, by no key of ours. */
export class RefundsByHand {
  readonly #bank: Bank;
  readonly #manners: Manners;
  readonly #disputes: DisputeDesk;
  readonly #all: Made[] = [];
  /** When the last of them is made and done. */
  quietAt = 0;
  /** Money of a payment that is on its way back because the service asked for it. */
  heldByService: (paymentId: string) => bigint = () => 0n;
  onNews: (opened: Opened, reference: string) => void = () => undefined;

  constructor(bank: Bank, manners: Manners, disputes: DisputeDesk) {
    this.#bank = bank;
    this.#manners = manners;
    this.#disputes = disputes;
  }

  /** Money was taken: somebody may give it back, now or in days. Drawn at once, so that it does not depend on who asks for what. */
  captured(opened: Opened): void {
    const random = this.#bank.chanceOf(`refunds by hand of ${opened.intent.id}`);
    if (random.whole(100) >= this.#manners.refundedByHand) return;
    const part = random.whole(2);
    const worksMs = random.whole(100) < this.#manners.refundsWork ? random.whole(longestWorkMs) : undefined;
    const backMs = random.whole(100) < this.#manners.refundsComeBack ? random.whole(longestReturnMs) : undefined;
    this.#after(random.whole(random.pick([2_000, hour, 72 * hour])), () => {
      const made = this.#make(opened, part);
      if (made === undefined) return;
      if (worksMs !== undefined) this.onNews(opened, made.reference);
      this.#after(worksMs ?? 0, () => this.#carryOut(made, backMs));
    });
  }

  /** Refunds of an intent that did not fail, as far as the list has them. */
  observe(intentId: string): readonly ListedRefund[] {
    const now = this.#bank.services.timeline.now();
    return this.#all
      .filter(({ opened, listedFrom }) => opened.intent.id === intentId && listedFrom <= now)
      .flatMap(({ reference, minor, state, at, opened }) => {
        const amount = { minor, currency: opened.charge.amount.currency };
        return state === 'failed' ? [] : [{ reference, amount, state, at }];
      });
  }

  find(wanted: string | undefined): RefundObservation {
    const made = this.#all.find((one) => one.reference === wanted);
    if (made === undefined) return { state: 'absent' };
    const { state, reference } = made;
    if (state === 'working') return { state, reference };
    return state === 'failed' ? { state, raw: 'returned' } : { state, reference };
  }

  /**
   * Whether the bank gives so much back to the service. It looks at what is left only if somebody gave money back by hand: else
   * it is for the service never to ask for more.
   */
  readonly mayReturn = (paymentId: string, minor: bigint): boolean => {
    if (this.#disputes.blocksRefunds(paymentId)) return false;
    const [made] = this.#of(paymentId);
    return made === undefined || minor <= this.leftOf(made.opened);
  };

  /** The captured amount without what went back, or is on its way by hand. */
  leftOf({ captured, charge: { paymentId } }: Opened): bigint {
    const working = this.#of(paymentId).filter(({ state }) => state === 'working');
    return working.reduce((left, { minor }) => left - minor, captured - this.#disputes.gone(paymentId));
  }

  #make(opened: Opened, part: number): Made | undefined {
    const { paymentId } = opened.charge;
    if (this.#disputes.blocksRefunds(paymentId)) return undefined;
    const left = this.leftOf(opened) - this.heldByService(paymentId);
    const minor = part === 0 ? left / 2n : left;
    if (minor <= 0n) return undefined;
    const now = this.#bank.services.timeline.now();
    const reference = `RE-${opened.intent.id}-${this.#all.length + 1}`;
    const made: Made = {
      opened,
      reference,
      minor,
      at: new Date(now).toISOString(),
      listedFrom: now + listLagOf(reference, this.#bank, this.#manners),
      state: 'working',
    };
    this.#all.push(made);
    return made;
  }

  /** The payment may have been disputed while the money was on its way. */
  #carryOut(made: Made, backMs: number | undefined): void {
    const { opened } = made;
    const isPossible = !this.#disputes.blocksRefunds(opened.charge.paymentId) && this.leftOf(opened) >= 0n;
    if (isPossible) this.#move(made, 'refund');
    this.#become(made, isPossible ? 'returned' : 'failed');
    if (isPossible && backMs !== undefined) this.#after(backMs, () => this.#comeBack(made));
  }

  /** Money that came back is given back again, before the service has noticed anything: every even amount, so that nothing is drawn. */
  #comeBack(made: Made): void {
    this.#move(made, 'reversal');
    this.#become(made, 'failed');
    const again = made.minor % 2n === 0n ? this.#make(made.opened, 1) : undefined;
    if (again !== undefined) this.#carryOut(again, undefined);
  }

  #after(ms: number, act: () => void): void {
    const { timeline } = this.#bank.services;
    this.quietAt = Math.max(this.quietAt, timeline.now() + ms);
    timeline.after(ms, act);
  }

  #become(made: Made, state: Made['state']): void {
    made.state = state;
    this.onNews(made.opened, made.reference);
  }

  #move({ opened, reference, minor }: Made, kind: 'refund' | 'reversal'): void {
    const { paymentId } = opened.charge;
    const asked: Asked = { kind, key: reference, amount: minor, paymentId, process: undefined };
    this.#bank.move(asked, true);
  }

  readonly #of = (paymentId: string): readonly Made[] =>
    this.#all.filter(({ opened }) => opened.charge.paymentId === paymentId);
}
