import { type Claim, claim } from '../domain/claim.ts';
import type { Payment, Refund } from '../domain/payment.ts';
import {
  begunRefund,
  otherAmount,
  overtakenByRefusal,
  refundAmount,
  refundRefusal,
  type WantedRefund,
} from '../domain/refund.ts';
import { refundsToArchive } from '../domain/refund-limits.ts';
import { Refusal } from '../domain/refusal.ts';
import { isRefundDecided } from '../domain/status.ts';
import type { Changed } from '../store/refund-update.ts';
import { paymentNotFound } from './find-payment.ts';
import { giveBack, type RefundOutcome, type RefundServices, settleRefund } from './give-back.ts';
import { leaseBy } from './lease.ts';
import { paymentToRefund } from './payment-to-refund.ts';
import type { Attempt, Found } from './run-once.ts';

/** Each round means that another writer came first; more than a dozen in a row is a fault. */
const mostRounds = 12;

const tooManyWriters = () =>
  new Refusal('concurrent_update', 'many requests change this payment; try again', { retryAfterSeconds: 1 });

/** One attempt at a refund: reserve, send the money back, settle. Its entry in the payment is the record of all three. */
export class RefundAttempt implements Attempt<RefundOutcome> {
  readonly id: string;
  readonly fingerprint: string;
  /** The payment with the decided refund, once there is one. */
  decided: Payment | undefined;
  decidedByUs = false;

  readonly #wanted: WantedRefund;
  readonly #services: RefundServices;
  readonly #beforeReserving: () => Promise<void>;
  #token = '';
  #held: Payment | undefined;
  #resumed = false;
  /** The fence as this attempt first saw it. Reserving on a newer one could pay what its own retry was refused. */
  #fence: number | undefined;
  /** A write of ours may have made the lease, or may still be in flight. */
  #mayHold: boolean;

  /** `beforeReserving` runs before anything is reserved, and not at all for a refund that is there already. */
  constructor(wanted: WantedRefund, services: RefundServices, beforeReserving = async () => {}) {
    this.id = wanted.id;
    this.fingerprint = wanted.fingerprint;
    this.#wanted = wanted;
    this.#services = services;
    this.#beforeReserving = beforeReserving;
    this.#mayHold = false;
  }

  async begin(): Promise<Found | undefined> {
    this.decided = undefined;
    this.decidedByUs = false;
    this.#resumed = false;
    this.#token = this.#services.io.newId();
    let stored = await paymentToRefund(this.#wanted, this.#services);
    this.#fence ??= stored.refundFence;
    for (let round = 0; round < mostRounds; round++) {
      const entry = stored.refunds[this.id];
      const verdict = this.#claim(entry);
      if (verdict === 'ours') return this.#hold(stored);
      if (verdict !== 'begin' && verdict !== 'take_over') return this.#found(stored, verdict);
      const write = verdict === 'take_over' ? await this.#takeOver(stored, entry) : await this.#reserve(stored);
      if (write.done) return this.#hold(write.payment);
      if (write.stored === undefined) throw paymentNotFound();
      stored = write.stored;
    }
    throw tooManyWriters();
  }

  async work(): Promise<RefundOutcome> {
    const [payment, refund] = this.#holding();
    return giveBack({ payment, refund, owner: this.#token }, this.#services, { resumed: this.#resumed });
  }

  async settle(outcome: RefundOutcome): Promise<void> {
    const [payment, refund] = this.#holding();
    const settled = await settleRefund(payment, refund, this.#token, outcome, this.#services);
    this.decided = settled.payment;
    this.decidedByUs = settled.byUs;
  }

  async release(): Promise<void> {
    if (!this.#mayHold || this.decided !== undefined) return;
    this.#mayHold = false;
    try {
      await this.#services.refunds.release(this.#held?.id ?? this.#wanted.paymentId, this.id, this.#token);
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

  async #reserve(stored: Payment): Promise<Changed> {
    const { refunds, io } = this.#services;
    const amountMinor = refundAmount(this.#wanted, stored);
    const refusal = refundRefusal(stored, amountMinor);
    if (refusal !== undefined) return this.#refuse(stored, refusal);
    if (stored.refundFence !== this.#fence) throw this.#nothingHeld(overtakenByRefusal());
    await this.#beforeReserving();
    const archived = refundsToArchive(stored, refunds.mostFailed);
    for (const failed of archived) await refunds.archive(stored.id, failed);
    this.#mayHold = true;
    const refund = begunRefund(this.#wanted, amountMinor, leaseBy(this.#token, io), io.now());
    return refunds.reserve(stored, refund, { all: this.#wanted.amount === 'all', archived });
  }

  /** Says no only once no earlier attempt at this refund can be made any more, however late its write arrives. */
  async #refuse(stored: Payment, refusal: Refusal): Promise<Changed> {
    const mayBeInFlight = stored.status === 'completed' && (this.#wanted.repeatable || this.#mayHold);
    if (!mayBeInFlight) throw refusal;
    const write = await this.#services.refunds.refuse(stored, this.id);
    if (write.done) throw this.#nothingHeld(refusal);
    return write;
  }

  async #takeOver(stored: Payment, entry: Refund | undefined): Promise<Changed> {
    this.#resumed = true;
    this.#token = this.#services.io.newId();
    this.#mayHold = true;
    const lease = leaseBy(this.#token, this.#services.io);
    return this.#services.refunds.takeOver(stored.id, this.id, entry?.lease?.owner ?? '', lease);
  }

  #nothingHeld(refusal: Refusal): Refusal {
    this.#mayHold = false;
    return refusal;
  }

  #hold(payment: Payment): undefined {
    this.#held = payment;
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
