import type { Bank } from './bank.ts';
import type { Manners } from './manners.ts';
import type { Opened } from './opened-intents.ts';
import type { Wish } from './operations.ts';
import type { RefundDesk } from './refund-desk.ts';
import type { RefundsByHand } from './refunds-by-hand.ts';

/**
 * Refunds that the service made, and that its table has lost, because it was restored from a backup. Their clients may ask for them
 * again. The bank does not forget their keys: to keep clients out until the refunds are found, or for less than a day, is up to
 * whoever restores the table (docs/decisions/0113).
 */
export class LostRefunds {
  readonly #bank: Bank;
  readonly #manners: Manners;
  readonly #refunds: Pick<RefundDesk, 'giveLost' | 'held'>;
  readonly #byHand: Pick<RefundsByHand, 'leftOf'>;
  /** By payment: the intent whose refund was lost. */
  readonly #lost = new Map<string, Opened>();
  /** By payment: the refund that may be lost. Its amount is 0 if two clients ask for it by different amounts. */
  readonly #wanted = new Map<string, Readonly<{ id: string; minor: bigint }>>();
  /** Tells whether the table has a refund. */
  isStored: (paymentId: string, refundId: string) => boolean = () => true;

  /** Somebody sends the events of that time again. */
  onNews: (opened: Opened, refundId: string) => void = () => undefined;
  /** When the last of them was made. */
  quietAt = 0;

  constructor(
    bank: Bank,
    manners: Manners,
    refunds: Pick<RefundDesk, 'giveLost' | 'held'>,
    byHand: Pick<RefundsByHand, 'leftOf'>,
  ) {
    this.#byHand = byHand;
    this.#bank = bank;
    this.#manners = manners;
    this.#refunds = refunds;
  }

  /** A client is going to ask for it, by its amount. */
  wants({ purpose, paymentId, refundId, fields }: Wish): void {
    const minor = BigInt(Math.round(Number(fields) * 100) || 0);
    if (purpose !== 'refund' || refundId === undefined) return;
    const known = this.#wanted.get(paymentId);
    if (known === undefined) this.#wanted.set(paymentId, { id: refundId, minor });
    else if (known.id === refundId && known.minor !== minor) this.#wanted.set(paymentId, { id: refundId, minor: 0n });
  }

  /** The bank does not give back again what it gave back before. */
  mayReturn(paymentId: string, minor: bigint): boolean {
    const opened = this.#lost.get(paymentId);
    return opened === undefined || minor <= this.#byHand.leftOf(opened);
  }

  /** Money was taken. Part of it went back before the table was as it is. */
  captured(opened: Opened): void {
    const { intent, charge, captured } = opened;
    const { paymentId, amount } = charge;
    const random = this.#bank.chanceOf(`lost refund of ${intent.id}`);
    const wanted = this.#wanted.get(paymentId);
    if (wanted === undefined || wanted.minor === 0n || wanted.minor > captured) return;
    if (random.whole(100) >= this.#manners.losesRefunds) return;
    const { timeline } = this.#bank.services;
    timeline.after(random.whole(50), () => {
      const lost = { id: wanted.id, amount: { ...amount, minor: wanted.minor } };
      const left = this.#byHand.leftOf(opened) - this.#refunds.held(paymentId);
      if (wanted.minor > left || this.isStored(paymentId, wanted.id)) return;
      if (!this.#refunds.giveLost(paymentId, lost)) return;
      this.#lost.set(paymentId, opened);
      this.quietAt = timeline.now();
      this.onNews(opened, wanted.id);
    });
  }
}
