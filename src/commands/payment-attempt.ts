import { type Claim, claim } from '../domain/claim.ts';
import { mismatch } from '../domain/mismatch.ts';
import { newPayment, type Outcome, type Payment } from '../domain/payment.ts';
import type { WantedPayment } from '../domain/payment-fields.ts';
import { isDecided } from '../domain/status.ts';
import type { Won } from '../store/payments.ts';
import { type ChargeServices, charge, settle } from './charge.ts';
import { takeHolds } from './holds.ts';
import { leaseBy } from './lease.ts';
import { openIntent } from './open-intent.ts';
import { giveUpPending } from './reconcile-payment.ts';
import type { Attempt, Found } from './run-once.ts';

/** Each round means that another writer came first; more than a few in a row is a fault. */
const mostRounds = 6;

/** One attempt to bring a payment about: claim, charge, settle. The payment's item is the record of all three. */
export class PaymentAttempt implements Attempt<Outcome> {
  readonly id: string;
  readonly fingerprint: string;
  /** The decided payment, once there is one. */
  decided: Payment | undefined;
  /** We decided it, rather than found it decided. */
  decidedByUs = false;

  readonly #wanted: WantedPayment;
  readonly #services: ChargeServices;
  #seen: Payment | undefined;
  #token = '';
  /** The payment whose lease we hold. */
  #held: Payment | undefined;
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
    this.decidedByUs = false;
    this.#held = undefined;
    this.#resumed = false;
    this.#token = this.#services.io.newId();
    let stored = this.#seen ?? (await this.#look());
    this.#seen = undefined;
    for (let round = 0; round < mostRounds; round++) {
      const verdict = this.#claim(stored);
      if (verdict === 'ours') return this.#hold(stored);
      if (verdict === 'in_flight' || verdict === 'other_fields' || verdict === 'settled') return this.#found(stored);
      if (verdict === 'pending' && stored !== undefined) {
        stored = await giveUpPending(stored, this.#services);
        continue;
      }
      const write = await this.#write(verdict, stored);
      if (write.won) return this.#hold(write.payment);
      stored = write.stored;
    }
    return this.#found(stored);
  }

  async work(): Promise<Outcome> {
    const payment = this.#holding();
    const refused = await takeHolds(payment, this.#services);
    return refused ?? charge(payment, this.#services, { resumed: this.#resumed });
  }

  async settle(outcome: Outcome): Promise<void> {
    const { payment, byUs } = await settle(this.#holding(), this.#token, outcome, this.#services);
    this.decided = payment;
    this.decidedByUs = byUs;
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
    return stored === undefined || isDecided(stored.status) || (stored.lease?.until ?? 0) < this.#services.io.now();
  }

  refuseOrWait(): void {
    const stored = this.#lastSeen;
    if (stored === undefined || (this.#wanted.identity === 'order' && !isDecided(stored.status))) return;
    throw mismatch(this.#wanted, stored);
  }

  mustRunAgain(): boolean {
    const { decided } = this;
    // An attempt with other fields that was taken over, and did not pay the order.
    const isUnpaid = decided?.status === 'failed' || decided?.status === 'pending';
    const isOlder = this.#wanted.identity === 'order' && isUnpaid && decided.fingerprint !== this.fingerprint;
    if (isOlder) this.decided = undefined;
    return isOlder;
  }

  #claim(stored: Payment | undefined): Claim {
    const { identity } = this.#wanted;
    const claimant = { fingerprint: this.fingerprint, identity, token: this.#token };
    return claim(stored, { ...claimant, now: this.#services.io.now(), waited: this.#waited });
  }

  /** A fresh token for every lease: a late write of an earlier one must not pass for ours. */
  async #write(
    verdict: Exclude<Claim, 'ours' | 'in_flight' | 'other_fields' | 'settled'>,
    stored: Payment | undefined,
  ): Promise<Won> {
    this.#resumed = verdict === 'take_over';
    const { payments, io } = this.#services;
    if (verdict === 'begin' || stored === undefined) return payments.begin(await this.#opened(this.id, 0));
    this.#token = io.newId();
    // By its own id: an imported payment of an order is not kept under the id that the order gives.
    const { id, lease, generation } = stored;
    if (verdict === 'begin_again') return payments.beginAgain(await this.#opened(id, generation + 1));
    return payments.takeOver(id, lease?.owner ?? '', leaseBy(this.#token, io));
  }

  /** Where opening an intent asks the processor, a repeated request must not: it is answered from what is stored. */
  async #look(): Promise<Payment | undefined> {
    const { payments, processors } = this.#services;
    if (processors.current.can.openIsLocal || this.#wanted.fields.keyless) return undefined;
    return payments.get(this.id);
  }

  /** The payment as it is going to be claimed, with an intent that was opened for this very generation. */
  async #opened(id: string, generation: number): Promise<Payment> {
    const { processors, io } = this.#services;
    const { fingerprint, fields } = this.#wanted;
    const fresh = newPayment({ ...fields, id, fingerprint }, leaseBy(this.#token, io), generation, io.now());
    const intent = await openIntent(fresh, processors.current, io);
    // Opening may have taken a while: the lease begins with the claim.
    return { ...fresh, intent, lease: leaseBy(this.#token, io) };
  }

  #hold(payment: Payment | undefined): undefined {
    this.#held = payment;
  }

  #holding(): Payment {
    if (this.#held !== undefined) return this.#held;
    throw new Error('nothing was claimed: POWERTOOLS_IDEMPOTENCY_DISABLED must not be set');
  }

  #found(stored: Payment | undefined): Found {
    this.#lastSeen = stored;
    const settled = stored !== undefined && isDecided(stored.status);
    const sameFields = stored?.fingerprint === this.fingerprint;
    if (settled && sameFields) this.decided = stored;
    return { settled, sameFields };
  }
}
