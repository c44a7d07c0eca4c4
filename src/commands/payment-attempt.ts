import { claimPayment, type PaymentClaim } from '../domain/claim.ts';
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
import { type ChargeServices, charge, type Settled, settle } from './charge.ts';
import { takeHolds } from './holds.ts';
import { leaseBy } from './lease.ts';
import { openIntent } from './open-intent.ts';
import { giveUpPending } from './reconcile-payment.ts';
import type { Attempt, Found } from './run-once.ts';

/** Each round means that another writer came first; more than a few in a row is a fault. */
const mostRounds = 6;

type Writable = Extract<PaymentClaim, { verdict: 'pending' | 'begin' | 'begin_again' | 'take_over' }>;

/** One attempt to bring a payment about: claim, charge, settle. The payment's item is the record of all three. */
export class PaymentAttempt implements Attempt<Outcome> {
  readonly id: string;
  readonly fingerprint: string;
  /** The decided payment, once there is one. */
  decided: Settled | undefined;

  readonly #wanted: WantedPayment;
  readonly #services: ChargeServices;
  #seen: Payment | undefined;
  #token = '';
  /** The payment whose lease we hold. */
  #held: UndecidedPayment | undefined;
  /** Its lease was another's before: that one may have charged already. */
  #resumed = false;
  #lastSeen: Payment | undefined;
  #waited = false;

  /** `seen`: the payment as it was found under its id a moment ago, which saves the first write from failing. */
  constructor(wanted: WantedPayment, services: ChargeServices, seen?: Payment) {
    this.id = wanted.id;
    this.fingerprint = wanted.fingerprint;
    this.#wanted = wanted;
    this.#services = services;
    this.#seen = seen;
  }

  async begin(): Promise<Found | undefined> {
    this.decided = undefined;
    this.#held = undefined;
    this.#resumed = false;
    this.#token = this.#services.io.newId();
    let stored = this.#seen ?? (await this.#look());
    this.#seen = undefined;
    for (let round = 0; ; round++) {
      const claim = this.#claim(stored);
      switch (claim.verdict) {
        case 'ours':
          this.#held = claim.stored;
          return undefined;
        case 'in_flight':
        case 'other_fields':
        case 'settled':
          return this.#found(stored);
        case 'pending':
        case 'begin':
        case 'begin_again':
        case 'take_over':
          if (round === mostRounds) return this.#found(stored);
          stored = await this.#write(claim);
      }
    }
  }

  async work(): Promise<Outcome> {
    const payment = this.#holding();
    const refused = await takeHolds(payment, this.#services);
    return refused ?? charge(payment, this.#services, { resumed: this.#resumed });
  }

  async settle(outcome: Outcome): Promise<void> {
    this.decided = await settle(this.#holding(), this.#token, outcome, this.#services);
  }

  async release(): Promise<void> {
    const token = this.#token;
    if (token === '' || this.decided !== undefined) return;
    this.#token = '';
    try {
      await this.#services.payments.release(this.#held?.id ?? this.id, token);
    } catch {
      // A lease that is not released runs out by itself.
    }
  }

  async over(): Promise<boolean> {
    this.#waited = true;
    const stored = await this.#services.payments.get(this.id);
    this.#lastSeen = stored;
    return stored === undefined || isDecidedPayment(stored) || !isCurrent(stored.lease, this.#services.io.now());
  }

  refuseOrWait(): void {
    const stored = this.#lastSeen;
    if (stored === undefined || (this.#wanted.identity === 'order' && !isDecidedPayment(stored))) return;
    throw mismatch(this.#wanted, stored);
  }

  mustRunAgain(): boolean {
    const payment = this.decided?.payment;
    // An attempt with other fields that was taken over, and did not pay the order.
    const isUnpaid = payment?.status === 'failed' || payment?.status === 'pending';
    const isOlder = this.#wanted.identity === 'order' && isUnpaid && payment.fingerprint !== this.fingerprint;
    if (isOlder) this.decided = undefined;
    return isOlder;
  }

  #claim(stored: Payment | undefined): PaymentClaim {
    const { identity } = this.#wanted;
    const claimant = { fingerprint: this.fingerprint, identity, token: this.#token };
    return claimPayment(stored, { ...claimant, now: this.#services.io.now(), waited: this.#waited });
  }

  /** A fresh token for every lease: a late write of an earlier one must not pass for ours. */
  async #write(claim: Writable): Promise<Payment | undefined> {
    const { payments, io } = this.#services;
    if (claim.verdict === 'pending') return giveUpPending(claim.stored, this.#services);
    this.#resumed = claim.verdict === 'take_over';
    if (claim.verdict === 'begin') return payments.begin(await this.#opened(this.id, 0));
    this.#token = io.newId();
    // By its own id: an imported payment of an order is not kept under the id that the order gives.
    const { id, generation } = claim.stored;
    if (claim.verdict === 'begin_again') return payments.beginAgain(await this.#opened(id, generation + 1));
    return payments.takeOver(id, claim.stored.lease.owner, leaseBy(this.#token, io));
  }

  /** Where opening an intent asks the processor, a repeated request must not: it is answered from what is stored. */
  async #look(): Promise<Payment | undefined> {
    const { payments, processors } = this.#services;
    if (processors.openIsLocal || this.#wanted.fields.keyless) return undefined;
    return payments.get(this.id);
  }

  /** The payment as it is going to be claimed, with an intent that was opened for this very generation. */
  async #opened(id: string, generation: number): Promise<ProcessingPayment> {
    const { processors, io } = this.#services;
    const fresh = newPayment({ ...this.#wanted, id }, leaseBy(this.#token, io), generation, io.now());
    const intent = await openIntent(fresh, processors, io);
    // Opening may have taken a while: the lease begins with the claim.
    return { ...fresh, intent, lease: leaseBy(this.#token, io) };
  }

  #holding(): UndecidedPayment {
    if (this.#held !== undefined) return this.#held;
    throw new Error('nothing was claimed: POWERTOOLS_IDEMPOTENCY_DISABLED must not be set');
  }

  #found(stored: Payment | undefined): Found {
    this.#lastSeen = stored;
    const sameFields = stored?.fingerprint === this.fingerprint;
    if (stored === undefined || !isDecidedPayment(stored)) return { settled: false, sameFields };
    if (sameFields) this.decided = { payment: stored, byUs: false };
    return { settled: true, sameFields };
  }
}
