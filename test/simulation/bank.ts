import { type Outcome, type Payment, processorKey } from '../../src/domain/payment.ts';
import type { Io } from '../../src/io.ts';
import type { Processor, RefundOutcome } from '../../src/processor/processor.ts';
import type { Random } from '../support/random.ts';

type Charge = Readonly<{ payment: Payment; outcome: Outcome }>;
type Back = Readonly<{ paymentId: string; amount: bigint; outcome: RefundOutcome }>;

/** A processor that remembers by key what it did, and whose answers get lost: what it did is the truth about money. */
export class Bank {
  readonly charges = new Map<string, Charge>();
  readonly refunds = new Map<string, Back>();
  readonly #random: Random;
  quiet: boolean;

  constructor(random: Random) {
    this.#random = random;
    this.quiet = false;
  }

  /** The bank as one invocation sees it. */
  processor({ sleep }: Pick<Io, 'sleep'>): Processor {
    return {
      charge: (key, payment) => this.#answer(sleep, () => this.#charge(key, payment)),
      find: async (key) => this.charges.get(key)?.outcome,
      refund: (key, payment, amount) => this.#answer(sleep, () => this.#refund(key, payment, amount.minor)),
      findRefund: async (key) => this.refunds.get(key)?.outcome,
      capture: async () => undefined,
      cancel: async () => undefined,
    };
  }

  /** The charges of a payment that took money. */
  taken = (id: string) => [...this.charges.values()].filter((one) => one.payment.id === id && isPaid(one));

  takenForTrip = (trip: string) =>
    [...this.charges.values()].filter((one) => one.payment.tripId === trip && isPaid(one));

  givenBack = (id: string): bigint =>
    [...this.refunds.values()]
      .filter(({ paymentId, outcome }) => paymentId === id && outcome.status === 'completed')
      .reduce((sum, { amount }) => sum + amount, 0n);

  #charge(key: string, payment: Payment): Outcome {
    const known = this.charges.get(key);
    if (known && known.payment.amount.minor !== payment.amount.minor) throw new RangeError(`${key} for two amounts`);
    const outcome: Outcome =
      known?.outcome ??
      (this.#random.whole(10) < 7
        ? { status: 'completed', reference: `PAY-${processorKey(payment)}` }
        : { status: 'failed', failureCode: 'card_declined' });
    this.charges.set(key, { payment, outcome });
    return outcome;
  }

  #refund(key: string, { id }: Payment, amount: bigint): RefundOutcome {
    const known = this.refunds.get(key);
    if (known && known.amount !== amount) throw new RangeError(`${key} for two amounts`);
    const outcome = known?.outcome ?? { status: this.#random.whole(10) < 7 ? 'completed' : 'failed' };
    this.refunds.set(key, { paymentId: id, amount, outcome });
    return outcome;
  }

  async #answer<Result>(sleep: Io['sleep'], act: () => Result): Promise<Result> {
    const fate = this.quiet ? 99 : this.#random.whole(100);
    await sleep(fate < 5 ? 3_000 + this.#random.whole(20_000) : 1 + this.#random.whole(20));
    if (fate >= 5 && fate < 9) throw new Error('no answer, and nothing done');
    const result = act();
    if (fate >= 9 && fate < 14) throw new Error('done, but no answer');
    return result;
  }
}

const isPaid = ({ outcome }: Charge) => outcome.status === 'completed';
