import { type Claim, claim } from '../domain/claim.ts';
import { mismatch } from '../domain/mismatch.ts';
import { begun, type Lease, type Outcome, type Payment, processorKey, type WantedPayment } from '../domain/payment.ts';
import type { Io } from '../io.ts';
import type { Processor } from '../processor/processor.ts';
import type { Payments, Won } from '../store/payments.ts';
import { type Attempt, type Found, TakenOver } from './run-once.ts';

/** After this, a processor may have forgotten the key of a charge, so it is asked for the charge first. */
const keysRememberedMs = 20 * 3_600_000;
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
  readonly #payments: Payments;
  readonly #processor: Processor;
  readonly #io: Io;
  #token = '';
  /** The payment whose lease we hold. */
  #held: Payment | undefined;
  /** Its lease was another's before: that one may have charged already. */
  #resumed = false;
  #lastSeen: Payment | undefined;
  #waited = false;

  constructor(
    wanted: WantedPayment,
    { payments, processor, io }: { payments: Payments; processor: Processor; io: Io },
  ) {
    this.id = wanted.id;
    this.fingerprint = wanted.fingerprint;
    this.#wanted = wanted;
    this.#payments = payments;
    this.#processor = processor;
    this.#io = io;
  }

  async begin(): Promise<Found | undefined> {
    this.decided = undefined;
    this.decidedByUs = false;
    this.#held = undefined;
    this.#resumed = false;
    this.#token = this.#io.newId();
    let stored: Payment | undefined;
    for (let round = 0; round < mostRounds; round++) {
      const verdict = this.#claim(stored);
      if (verdict === 'ours') return this.#hold(stored);
      if (verdict === 'in_flight' || verdict === 'other_fields' || verdict === 'settled') return this.#found(stored);
      const write = await this.#write(verdict, stored);
      if (write.won) return this.#hold(write.payment);
      stored = write.stored;
    }
    return this.#found(stored);
  }

  async work(): Promise<Outcome> {
    const payment = this.#held;
    if (payment === undefined) throw new Error('nothing was claimed: POWERTOOLS_IDEMPOTENCY_DISABLED must not be set');
    const key = processorKey(payment);
    if (this.#io.now() - Date.parse(payment.createdAt) > keysRememberedMs) {
      const charged = await this.#processor.find(key);
      if (charged !== undefined) return charged;
    }
    return this.#processor.charge(key, payment, { resumed: this.#resumed });
  }

  async settle(outcome: Outcome): Promise<void> {
    const payment = this.#held;
    if (payment === undefined) throw new Error('nothing was claimed');
    const write = await this.#payments.settle(payment, this.#token, outcome, this.#timestamp());
    if (write.won) return this.#decide(write.payment, true);
    const stored = write.stored;
    if (stored?.settledBy === this.#token) return this.#decide(stored, true);
    if (stored && stored.status !== 'processing' && stored.generation === payment.generation) {
      return this.#decide(stored, false);
    }
    this.#lastSeen = stored;
    throw new TakenOver();
  }

  async release(): Promise<void> {
    const token = this.#token;
    if (token === '' || this.decided !== undefined) return;
    this.#token = '';
    try {
      await this.#payments.release(this.id, token);
    } catch {
      // A lease that is not released runs out by itself.
    }
  }

  async over(): Promise<boolean> {
    this.#waited = true;
    const stored = await this.#payments.get(this.id);
    this.#lastSeen = stored;
    return stored?.status !== 'processing' || (stored.lease?.until ?? 0) < this.#io.now();
  }

  refuseOrWait(): void {
    const stored = this.#lastSeen;
    if (this.#wanted.identity === 'order' && stored?.status === 'processing') return;
    throw mismatch(this.#wanted, stored);
  }

  mustRunAgain(): boolean {
    const { decided } = this;
    const olderFailure =
      this.#wanted.identity === 'order' && decided?.status === 'failed' && decided.fingerprint !== this.fingerprint;
    if (olderFailure) this.decided = undefined;
    return olderFailure;
  }

  #claim(stored: Payment | undefined): Claim {
    const { identity } = this.#wanted;
    const claimant = { fingerprint: this.fingerprint, identity, token: this.#token };
    return claim(stored, { ...claimant, now: this.#io.now(), waited: this.#waited });
  }

  /** A fresh token for every lease: a late write of an earlier one must not pass for ours. */
  async #write(verdict: 'begin' | 'take_over' | 'begin_again', stored: Payment | undefined): Promise<Won> {
    this.#resumed = verdict === 'take_over';
    if (verdict === 'begin' || stored === undefined) return this.#payments.begin(this.#fresh(0));
    this.#token = this.#io.newId();
    if (verdict === 'begin_again') return this.#payments.beginAgain(this.#fresh(stored.generation + 1));
    return this.#payments.takeOver(this.id, stored.lease?.owner ?? '', this.#lease());
  }

  #fresh(generation: number): Payment {
    const { id, fingerprint, fields } = this.#wanted;
    return begun({ ...fields, id, fingerprint }, this.#lease(), generation, this.#io.now());
  }

  /** As long as this invocation can still be at work. */
  #lease(): Lease {
    return { owner: this.#token, until: this.#io.now() + this.#io.remaining() };
  }

  #timestamp(): string {
    return new Date(this.#io.now()).toISOString();
  }

  #hold(payment: Payment | undefined): undefined {
    this.#held = payment;
  }

  #found(stored: Payment | undefined): Found {
    this.#lastSeen = stored;
    const settled = stored !== undefined && stored.status !== 'processing';
    const sameFields = stored?.fingerprint === this.fingerprint;
    if (settled && sameFields) this.decided = stored;
    return { settled, sameFields };
  }

  #decide(payment: Payment, byUs: boolean): void {
    this.decided = payment;
    this.decidedByUs = byUs;
  }
}
