import { type Claim, claim } from '../domain/claim.ts';
import { readMoney, requirePositive } from '../domain/money.ts';
import type { Payment, Refund } from '../domain/payment.ts';
import {
  begunRefund,
  fitsDefaultCurrency,
  otherAmount,
  outcomeUnknown,
  refundAmount,
  refundRefusal,
  type WantedRefund,
} from '../domain/refund.ts';
import { Refusal } from '../domain/refusal.ts';
import { isRefundDecided } from '../domain/status.ts';
import type { RefundOutcome } from '../processor/processor.ts';
import type { Changed } from '../store/refunds.ts';
import { giveBack, type RefundServices, settleRefund } from './give-back.ts';
import { leaseBy } from './lease.ts';
import type { Attempt, Found } from './run-once.ts';

const notFound = () => new Refusal('payment_not_found', 'no payment has this id');
/** Each round means that another writer came first; more than a dozen in a row is a fault. */
const mostRounds = 12;

/** One attempt at a refund: reserve, send the money back, settle. Its entry in the payment is the record of all three. */
export class RefundAttempt implements Attempt<RefundOutcome> {
  readonly id: string;
  readonly fingerprint: string;
  /** The payment with the decided refund, once there is one. */
  decided: Payment | undefined;
  decidedByUs = false;

  readonly #wanted: WantedRefund;
  readonly #services: RefundServices;
  #token = '';
  #held: Payment | undefined;
  #resumed = false;

  constructor(wanted: WantedRefund, services: RefundServices) {
    this.id = wanted.id;
    this.fingerprint = wanted.fingerprint;
    this.#wanted = wanted;
    this.#services = services;
  }

  async begin(): Promise<Found | undefined> {
    this.decided = undefined;
    this.decidedByUs = false;
    this.#resumed = false;
    this.#token = this.#services.io.newId();
    let write: Changed | Found = await this.#firstTry();
    let mayBeOnItsWay = false;
    for (let round = 0; round < mostRounds; round++) {
      if ('settled' in write) return write;
      if (write.done) {
        this.#held = write.payment;
        return undefined;
      }
      if (write.stored === undefined) throw this.#nothingHeld(notFound());
      mayBeOnItsWay ||= write.sentAgain;
      write = await this.#next(write.stored, mayBeOnItsWay);
    }
    throw new Refusal('concurrent_update', 'many requests change this payment; try again', { retryAfterSeconds: 1 });
  }

  async work(): Promise<RefundOutcome> {
    const [payment, refund] = this.#holding();
    return giveBack(payment, refund, this.#services, { resumed: this.#resumed });
  }

  async settle(outcome: RefundOutcome): Promise<void> {
    const [payment, refund] = this.#holding();
    const settled = await settleRefund(payment, refund, this.#token, outcome, this.#services);
    this.decided = settled.payment;
    this.decidedByUs = settled.byUs;
  }

  async release(): Promise<void> {
    const token = this.#token;
    if (token === '' || this.decided !== undefined) return;
    this.#token = '';
    try {
      await this.#services.refunds.release(this.#wanted.paymentId, this.id, token);
    } catch {
      // A lease that is not released runs out by itself.
    }
  }

  async over(): Promise<boolean> {
    const payment = await this.#services.payments.get(this.#wanted.paymentId);
    const entry = payment?.refunds[this.id];
    return entry === undefined || isRefundDecided(entry.status) || (entry.lease?.until ?? 0) < this.#services.io.now();
  }

  refuseOrWait(): void {
    throw otherAmount();
  }

  mustRunAgain(): boolean {
    return false;
  }

  /**
   * Most payments are in the default currency, and the condition of the reservation judges the rest: so nothing is
   * read first, unless the amount is all that remains or cannot be in that currency.
   */
  async #firstTry(): Promise<Changed> {
    const { paymentId, amount } = this.#wanted;
    if (amount !== 'all' && fitsDefaultCurrency(amount)) {
      const { minor, currency } = requirePositive(readMoney(amount));
      return this.#reserve({ id: paymentId, amount: { minor, currency } }, minor);
    }
    return { done: false, stored: await this.#services.payments.get(paymentId), sentAgain: false };
  }

  /** The write to try on the payment as it stands, or what was found there. */
  async #next(stored: Payment, mayBeOnItsWay: boolean): Promise<Changed | Found> {
    const entry = stored.refunds[this.id];
    const verdict = this.#claim(entry);
    if (verdict === 'ours') return { done: true, payment: stored };
    if (verdict === 'take_over') {
      this.#resumed = true;
      this.#token = this.#services.io.newId();
      const lease = leaseBy(this.#token, this.#services.io);
      return this.#services.refunds.takeOver(stored.id, this.id, entry?.lease?.owner ?? '', lease);
    }
    if (verdict !== 'begin') return this.#found(stored, verdict);
    const amountMinor = refundAmount(this.#wanted, stored);
    const refusal = refundRefusal(stored, amountMinor);
    if (refusal !== undefined) throw mayBeOnItsWay ? outcomeUnknown() : this.#nothingHeld(refusal);
    return this.#reserve(stored, amountMinor);
  }

  #reserve(payment: Pick<Payment, 'id' | 'amount'>, amountMinor: bigint): Promise<Changed> {
    const refund = begunRefund(
      this.#wanted,
      amountMinor,
      leaseBy(this.#token, this.#services.io),
      this.#services.io.now(),
    );
    return this.#services.refunds.reserve(payment, refund, this.#wanted.amount === 'all');
  }

  /** A refusal of a reservation that certainly was not made: there is no lease to let go of. */
  #nothingHeld(refusal: Refusal): Refusal {
    this.#token = '';
    return refusal;
  }

  #holding(): readonly [Payment, Refund] {
    const refund = this.#held?.refunds[this.id];
    if (this.#held === undefined || refund === undefined) {
      throw new Error('nothing was reserved: POWERTOOLS_IDEMPOTENCY_DISABLED must not be set');
    }
    return [this.#held, refund];
  }

  #found(stored: Payment, verdict: Claim): Found {
    if (verdict === 'settled') this.decided = stored;
    return { settled: verdict === 'settled', sameFields: verdict !== 'other_fields' };
  }

  #claim(entry: Refund | undefined): Claim {
    const claimant = { fingerprint: this.fingerprint, identity: 'key', token: this.#token } as const;
    return claim(entry, { ...claimant, now: this.#services.io.now(), waited: false });
  }
}
