import { claimRefund } from '../domain/claim.ts';
import { isCurrent } from '../domain/lease.ts';
import { requireCurrencyOf } from '../domain/money.ts';
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
import type { ProcessingRefund, RefundOutcome } from '../domain/refund-states.ts';
import { Refusal } from '../domain/refusal.ts';

import type { Changed } from '../store/refund-update.ts';
import { paymentNotFound } from './find-payment.ts';
import { giveBack, type RefundServices, type SettledRefund, settleRefund } from './give-back.ts';
import { leaseBy } from './lease.ts';
import type { Claimed, Step, Steps } from './leased-attempt.ts';
import { paymentToRefund } from './payment-to-refund.ts';
import { unsendable } from './unsendable.ts';

const tooManyWriters = () =>
  new Refusal('concurrent_update', 'many requests change this payment; try again', { retryAfterSeconds: 1 });

type ReservedRefund = Readonly<{ payment: Payment; refund: ProcessingRefund }>;

/** One attempt at a refund: reserve, send the money back, settle. Its entry in the payment is the record of all three. */
export class RefundAttempt implements Steps<Payment, ReservedRefund, RefundOutcome, SettledRefund> {
  readonly id: string;
  readonly fingerprint: string;
  readonly mostRounds = 12;

  readonly #wanted: WantedRefund;
  readonly #services: RefundServices;
  readonly #beforeReserving: () => Promise<void>;
  /** The fence as this attempt first saw it. Reserving on a newer one could pay what its own retry was refused. */
  #fence: number | undefined;

  /** `beforeReserving` runs before anything is reserved, and not at all for a refund that is there already. */
  constructor(wanted: WantedRefund, services: RefundServices, beforeReserving = async () => {}) {
    this.id = wanted.id;
    this.fingerprint = wanted.fingerprint;
    this.#wanted = wanted;
    this.#services = services;
    this.#beforeReserving = beforeReserving;
  }

  async look(): Promise<Payment> {
    const stored = await paymentToRefund(this.#wanted, this.#services);
    requireCurrencyOf(stored.amount, this.#wanted.currency);
    this.#fence ??= stored.refundFence;
    return stored;
  }

  next(stored: Payment, { token, mayHold }: Claimed): Step<Payment, ReservedRefund, SettledRefund> {
    const { refunds, io } = this.#services;
    const { fingerprint } = this;
    const claim = claimRefund(stored.refunds[this.id], { fingerprint, token, now: io.now() });
    switch (claim.verdict) {
      case 'ours':
        return { held: { payment: stored, refund: claim.stored } };
      case 'begin':
        return this.#begin(stored, mayHold);
      case 'take_over': {
        const { owner: before } = claim.stored.lease;
        const write = (owner: string) => refunds.takeOver(stored.id, this.id, before, leaseBy(owner, io));
        return { takes: claim.verdict, write: async (owner) => standing(await write(owner)) };
      }
      case 'settled':
        return {
          found: { settled: true, sameFields: true },
          answer: { payment: stored, refund: claim.stored, byUs: false },
        };
      case 'in_flight':
      case 'other_fields':
        return { found: { settled: false, sameFields: claim.verdict === 'in_flight' }, answer: undefined };
    }
  }

  giveUp(): never {
    throw tooManyWriters();
  }

  work(
    held: ReservedRefund,
    { token, resumed }: Readonly<{ token: string; resumed: boolean }>,
  ): Promise<RefundOutcome> {
    return giveBack({ ...held, owner: token }, this.#services, { resumed });
  }

  settle({ payment, refund }: ReservedRefund, token: string, outcome: RefundOutcome): Promise<SettledRefund> {
    return settleRefund(payment, refund, token, outcome, this.#services);
  }

  release(held: ReservedRefund | undefined, token: string): Promise<void> {
    return this.#services.refunds.release(held?.payment.id ?? this.#wanted.paymentId, this.id, token);
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

  /** Says no only once no earlier attempt at this refund can be made any more, however late its write arrives. */
  #begin(stored: Payment, mayHold: boolean): Step<Payment, ReservedRefund, SettledRefund> {
    const amountMinor = refundAmount(this.#wanted, stored);
    const { processors } = this.#services;
    const refusal = refundRefusal(stored, amountMinor) ?? unsendable(stored, amountMinor, processors);
    if (refusal !== undefined) {
      const mayBeInFlight = stored.status === 'completed' && (this.#wanted.repeatable || mayHold);
      if (!mayBeInFlight) throw refusal;
      return { refusal, fence: () => this.#raiseFence(stored) };
    }
    if (stored.refundFence !== this.#fence) return { refusal: overtakenByRefusal(), fence: async () => undefined };
    return { takes: 'begin', write: (owner) => this.#reserve(stored, amountMinor, owner) };
  }

  async #reserve(stored: Payment, amountMinor: bigint, owner: string): Promise<Payment> {
    const { refunds, io } = this.#services;
    await this.#beforeReserving();
    const archived = refundsToArchive(stored, refunds.mostFailed);
    for (const failed of archived) await refunds.archive(stored.id, failed);
    const refund = begunRefund(this.#wanted, amountMinor, leaseBy(owner, io), io.now());
    return standing(await refunds.reserve(stored, refund, { all: this.#wanted.amount === 'all', archived }));
  }

  async #raiseFence(stored: Payment): Promise<Payment | undefined> {
    const write = await this.#services.refunds.refuse(stored, this.id);
    return write.done ? undefined : standing(write);
  }
}

/** Under the derived id of an imported order payment there is no payment. */
function standing({ payment }: Changed): Payment {
  if (payment === undefined) throw paymentNotFound();
  return payment;
}
