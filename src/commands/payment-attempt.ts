import { claimPayment } from '../domain/claim.ts';
import { isCurrent } from '../domain/lease.ts';
import { mismatch } from '../domain/mismatch.ts';
import type { Outcome } from '../domain/outcome.ts';
import {
  isDecidedPayment,
  newPayment,
  type Payment,
  type ProcessingPayment,
  type UndecidedPayment,
} from '../domain/payment.ts';
import type { WantedPayment } from '../domain/payment-fields.ts';
import { Refusal } from '../domain/refusal.ts';
import { type ChargeServices, charge, type Settled, settle } from './charge.ts';
import { takeHolds } from './holds.ts';
import { leaseBy } from './lease.ts';
import type { Claimed, Step, Steps, Stop } from './leased-attempt.ts';
import { isBusy, openIntent } from './open-intent.ts';
import { giveUpPending } from './reconcile-payment.ts';
import { NotYetStored } from './run-once.ts';

type Stored = Payment | undefined;

/** One attempt to bring a payment about: claim, charge, settle. The payment's item is the record of all three. */
export class PaymentAttempt implements Steps<Stored, UndecidedPayment, Outcome, Settled> {
  readonly id: string;
  readonly fingerprint: string;
  readonly mostRounds = 6;

  readonly #wanted: WantedPayment;
  readonly #services: ChargeServices;
  #seen: Stored;
  #lastSeen: Stored;
  #waited = false;
  /** The generation that another request seems to open an intent for; -1 if none. */
  #openedElsewhere = -1;

  /** `seen`: the payment as it was found under its id a moment ago, which saves the first write from failing. */
  constructor(wanted: WantedPayment, services: ChargeServices, seen?: Payment) {
    this.id = wanted.id;
    this.fingerprint = wanted.fingerprint;
    this.#wanted = wanted;
    this.#services = services;
    this.#seen = seen;
  }

  /** Where opening an intent asks the processor, a repeated request must not: it is answered from what is stored. */
  async look(): Promise<Stored> {
    const { payments, processors } = this.#services;
    const seen = this.#seen;
    this.#seen = undefined;
    if (seen !== undefined || processors.openIsLocal || this.#wanted.fields.keyless) return seen;
    return payments.get(this.id);
  }

  next(stored: Stored, { token }: Claimed): Step<Stored, UndecidedPayment, Settled> {
    const { payments, io } = this.#services;
    const { fingerprint, identity } = this.#wanted;
    const waited = stored !== undefined && this.#hasOurCard(stored) && this.#waited;
    const claim = claimPayment(stored, { fingerprint, identity, token, now: io.now(), waited });
    switch (claim.verdict) {
      case 'ours':
        return { held: claim.stored };
      case 'begin':
        return { takes: claim.verdict, write: (owner) => this.#openAndClaim(this.id, 0, owner, payments.begin) };
      // By its own id: an imported payment of an order is not kept under the id that the order gives.
      case 'begin_again': {
        const { id, generation } = claim.stored;
        return {
          takes: claim.verdict,
          write: (owner) => this.#openAndClaim(id, generation + 1, owner, payments.beginAgain),
        };
      }
      case 'take_over': {
        const { id, lease } = claim.stored;
        return { takes: claim.verdict, write: (owner) => payments.takeOver(id, lease.owner, leaseBy(owner, io)) };
      }
      case 'pending':
        return { write: () => giveUpPending(claim.stored, this.#services) };
      case 'in_flight':
      case 'other_fields':
      case 'settled':
        return this.giveUp(stored);
    }
  }

  giveUp(stored: Stored): Stop<Settled> {
    this.#lastSeen = stored;
    const sameFields = stored?.fingerprint === this.fingerprint;
    const decided = stored !== undefined && isDecidedPayment(stored) ? stored : undefined;
    const answer = decided && sameFields ? { payment: decided, byUs: false } : undefined;
    return { found: { settled: decided !== undefined, sameFields }, answer };
  }

  async work(payment: UndecidedPayment, { resumed }: Readonly<{ resumed: boolean }>): Promise<Outcome> {
    const refused = await takeHolds(payment, this.#services);
    return refused ?? charge(payment, this.#services, { resumed });
  }

  settle(payment: UndecidedPayment, token: string, outcome: Outcome): Promise<Settled> {
    return settle(payment, token, outcome, this.#services);
  }

  release(payment: UndecidedPayment | undefined, token: string): Promise<void> {
    return this.#services.payments.release(payment?.id ?? this.id, token);
  }

  async over(): Promise<boolean> {
    this.#waited = true;
    const stored = await this.#services.payments.get(this.id);
    this.#lastSeen = stored;
    // A processor that is too busy to open an intent is not asked again within one request.
    if (this.#openedElsewhere > (stored?.generation ?? -1)) return false;
    return stored === undefined || isDecidedPayment(stored) || !isCurrent(stored.lease, this.#services.io.now());
  }

  refuseOrWait(): void {
    const stored = this.#lastSeen;
    if (stored === undefined || (this.#wanted.identity === 'order' && !isDecidedPayment(stored))) return;
    throw mismatch(this.#wanted, stored);
  }

  /** An order's older attempt with other fields or by another card, which we took over, and which did not pay the order. */
  mustRunAgain({ payment }: Settled): boolean {
    const isUnpaid = payment.status === 'failed' || payment.status === 'pending';
    const isOther = payment.fingerprint !== this.fingerprint;
    const isOtherCard = payment.status === 'failed' && !this.#hasOurCard(payment);
    return this.#wanted.identity === 'order' && ((isUnpaid && isOther) || isOtherCard);
  }

  /** The card is no part of what a request of an order means, but the decline of one says nothing of another. */
  #hasOurCard({ paymentMethod }: Payment): boolean {
    return paymentMethod === this.#wanted.fields.paymentMethod;
  }

  /**
   * That a processor refuses the payment counts only while nobody has claimed it: a twin of this request may have opened before, and
   * be paid. Its charge may even be why: a card for one use is used by it.
   */
  async #openAndClaim(
    id: string,
    generation: number,
    owner: string,
    claim: (opened: ProcessingPayment) => Promise<Stored>,
  ): Promise<Stored> {
    let opened: ProcessingPayment;
    try {
      opened = await this.#opened(id, generation, owner);
    } catch (error) {
      const stored = error instanceof Refusal ? await this.#services.payments.get(id) : undefined;
      if (stored === undefined || stored.generation < generation) throw error;
      return stored;
    }
    return claim(opened);
  }

  /** The payment as it is going to be claimed, with an intent that was opened for this very generation. */
  async #opened(id: string, generation: number, owner: string): Promise<ProcessingPayment> {
    const { processors, io } = this.#services;
    const fresh = newPayment({ ...this.#wanted, id }, leaseBy(owner, io), generation, io.now());
    const intent = await openIntent(fresh, processors, io).catch((error: unknown) => {
      if (!isBusy(error)) throw error;
      this.#openedElsewhere = generation;
      throw new NotYetStored(error);
    });
    // Opening may have taken a while: the lease begins with the claim.
    return { ...fresh, intent, lease: leaseBy(owner, io) };
  }
}
