import { claimRefund, type RefundClaim } from '../domain/claim.ts';
import { isCurrent } from '../domain/lease.ts';
import type { Payment } from '../domain/payment.ts';
import {
  begunRefund,
  otherAmount,
  overtakenByRefusal,
  refundAmount,
  refundRefusal,
  type WantedRefund,
} from '../domain/refund.ts';
import { refundsToArchive } from '../domain/refund-limits.ts';
import type { ProcessingRefund } from '../domain/refund-states.ts';
import { Refusal } from '../domain/refusal.ts';

import { paymentNotFound } from './find-payment.ts';
import { giveBack, type RefundOutcome, type RefundServices, type SettledRefund, settleRefund } from './give-back.ts';
import { leaseBy } from './lease.ts';
import { paymentToRefund } from './payment-to-refund.ts';
import type { Attempt, Found } from './run-once.ts';

/** Each round means that another writer came first; more than a dozen in a row is a fault. */
const mostRounds = 12;

const tooManyWriters = () =>
  new Refusal('concurrent_update', 'many requests change this payment; try again', { retryAfterSeconds: 1 });

type Held = Readonly<{ payment: Payment; refund: ProcessingRefund }>;

/** One attempt at a refund: reserve, send the money back, settle. Its entry in the payment is the record of all three. */
export class RefundAttempt implements Attempt<RefundOutcome> {
  readonly id: string;
  readonly fingerprint: string;
  /** The decided refund with its payment, once there is one. */
  decided: SettledRefund | undefined;

  readonly #wanted: WantedRefund;
  readonly #services: RefundServices;
  readonly #beforeReserving: () => Promise<void>;
  #token = '';
  #held: Held | undefined;
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
    this.#resumed = false;
    this.#token = this.#services.io.newId();
    let stored = await paymentToRefund(this.#wanted, this.#services);
    this.#fence ??= stored.refundFence;
    for (let round = 0; ; round++) {
      const claim = this.#claim(stored);
      if (claim.verdict === 'ours') {
        this.#held = { payment: stored, refund: claim.stored };
        return undefined;
      }
      if (claim.verdict !== 'begin' && claim.verdict !== 'take_over') return this.#found(stored, claim);
      if (round === mostRounds) throw tooManyWriters();
      const after = await (claim.verdict === 'begin' ? this.#reserve(stored) : this.#takeOver(stored, claim.stored));
      if (after === undefined) throw paymentNotFound();
      stored = after;
    }
  }

  async work(): Promise<RefundOutcome> {
    return giveBack({ ...this.#holding(), owner: this.#token }, this.#services, { resumed: this.#resumed });
  }

  async settle(outcome: RefundOutcome): Promise<void> {
    const { payment, refund } = this.#holding();
    this.decided = await settleRefund(payment, refund, this.#token, outcome, this.#services);
  }

  async release(): Promise<void> {
    if (!this.#mayHold || this.decided !== undefined) return;
    this.#mayHold = false;
    try {
      await this.#services.refunds.release(this.#held?.payment.id ?? this.#wanted.paymentId, this.id, this.#token);
    } catch {
      // A lease that is not released runs out by itself.
    }
  }

  async over(): Promise<boolean> {
    const payment = await this.#services.payments.get(this.#wanted.paymentId);
    const entry = payment?.refunds[this.id];
    return entry === undefined || !isCurrent(entry.lease, this.#services.io.now());
  }

  refuseOrWait(): void {
    throw otherAmount();
  }

  mustRunAgain(): boolean {
    return false;
  }

  async #reserve(stored: Payment): Promise<Payment | undefined> {
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
    return (await refunds.reserve(stored, refund, { all: this.#wanted.amount === 'all', archived })).payment;
  }

  /** Says no only once no earlier attempt at this refund can be made any more, however late its write arrives. */
  async #refuse(stored: Payment, refusal: Refusal): Promise<Payment | undefined> {
    const mayBeInFlight = stored.status === 'completed' && (this.#wanted.repeatable || this.#mayHold);
    if (!mayBeInFlight) throw refusal;
    const { done, payment } = await this.#services.refunds.refuse(stored, this.id);
    if (done) throw this.#nothingHeld(refusal);
    return payment;
  }

  async #takeOver(stored: Payment, entry: ProcessingRefund): Promise<Payment | undefined> {
    this.#resumed = true;
    this.#token = this.#services.io.newId();
    this.#mayHold = true;
    const lease = leaseBy(this.#token, this.#services.io);
    return (await this.#services.refunds.takeOver(stored.id, this.id, entry.lease.owner, lease)).payment;
  }

  #nothingHeld(refusal: Refusal): Refusal {
    this.#mayHold = false;
    return refusal;
  }

  #holding(): Held {
    if (this.#held !== undefined) return this.#held;
    throw new Error('nothing was reserved: POWERTOOLS_IDEMPOTENCY_DISABLED must not be set');
  }

  #found(payment: Payment, claim: Exclude<RefundClaim, { stored: ProcessingRefund }>): Found {
    if (claim.verdict === 'settled') this.decided = { payment, refund: claim.stored, byUs: false };
    return { settled: claim.verdict === 'settled', sameFields: claim.verdict !== 'other_fields' };
  }

  #claim({ refunds }: Payment): RefundClaim {
    const claimant = { fingerprint: this.fingerprint, token: this.#token, now: this.#services.io.now() };
    return claimRefund(refunds[this.id], claimant);
  }
}
