import type { Outcome, Payment } from '../../src/domain/payment.ts';
import { Refusal } from '../../src/domain/refusal.ts';
import type { Processor, RefundOutcome } from '../../src/processor/processor.ts';
import type { Random } from '../../test/support/random.ts';
import type { Faults } from './faults.ts';
import type { Gate } from './gate.ts';
import { never, type Process } from './process.ts';
import type { Timeline } from './timeline.ts';
import type { Trace } from './trace.ts';

/** One movement of money, as the bank has it in its books. */
export type Movement = {
  readonly kind: 'charge' | 'authorize' | 'capture' | 'cancel' | 'refund';
  readonly key: string;
  readonly at: number;
  readonly amount: bigint;
  readonly done: boolean;
  readonly paymentId: string;
  readonly payment: Payment | undefined;
  /** On whose behalf: the identity that the client of the function asked for. */
  readonly process: Process;
};

type Services = Readonly<{
  timeline: Timeline;
  random: Random;
  faults: Faults;
  trace: Trace;
  gate?: Gate | undefined;
}>;
type Asked = Pick<Movement, 'kind' | 'key' | 'amount' | 'payment' | 'process' | 'paymentId'>;

/** Real processors forget keys after a day; what happened by them can still be found. */
const rememberedMs = 24 * 3_600_000;

/**
 * A processor that does each thing once per key, for a day; whose calls and answers get lost; and whose books are the
 * truth about money.
 */
export class Bank {
  readonly books: Movement[] = [];
  /** Of a hundred, how many are not declined. */
  readonly #approved: number;
  /** Slow, and often declined: so that other requests find a refund's money reserved, and then given back. */
  refundsAreSlow = false as boolean;
  readonly #services: Services;
  readonly #byKey = new Map<string, Movement>();
  onMovement: (movement: Movement) => void = () => undefined;
  /** One key with two amounts: the processor refuses, and whoever sent it has no answer. */
  onContradiction: (known: Movement, asked: Asked) => void = () => undefined;

  constructor(services: Services) {
    this.#services = services;
    this.#approved = services.gate ? 100 : services.random.pick([45, 75, 95]);
  }

  /** The bank as one invocation sees it. */
  processorFor(process: Process): Processor {
    const money = (payment: Payment) => ({ payment, paymentId: payment.id, amount: payment.amount.minor, process });
    return {
      charge: (key, payment) => this.#answer(process, () => this.#charge(key, payment, process)),
      find: (key) =>
        this.#answer(process, () => this.#found(key, ({ done, payment }) => outcomeOf(key, done, payment))),
      refund: (key, payment, amount) =>
        this.#refund(process, () =>
          refundOutcome(this.move({ ...money(payment), kind: 'refund', key, amount: amount.minor })),
        ),
      findRefund: (key) => this.#answer(process, () => this.#found(key, refundOutcome)),
      capture: (key, payment) => this.#answer(process, () => this.#close({ ...money(payment), kind: 'capture', key })),
      cancel: (key, payment) => this.#answer(process, () => this.#close({ ...money(payment), kind: 'cancel', key })),
    };
  }

  /** Moves money by a key, or gives what was done by it before. */
  move(asked: Asked): Movement {
    const { timeline, random, trace } = this.#services;
    const known = this.#byKey.get(asked.key);
    if (known !== undefined && timeline.now() - known.at <= rememberedMs) {
      if (known.amount === asked.amount && known.kind === asked.kind) return known;
      this.onContradiction(known, asked);
      throw noAnswer();
    }
    const isAsked = asked.kind === 'charge' || asked.kind === 'authorize' || asked.kind === 'refund';
    const approved = this.refundsAreSlow ? (asked.kind === 'refund' ? 40 : 100) : this.#approved;
    const done = !isAsked || random.whole(100) < approved;
    const movement = { ...asked, at: timeline.now(), done };
    this.#byKey.set(asked.key, movement);
    this.books.push(movement);
    trace.add(
      asked.process.name,
      () => `BANK ${asked.kind} ${asked.key} ${asked.amount} -> ${done ? 'done' : 'declined'}`,
    );
    this.onMovement(movement);
    return movement;
  }

  /** Another program's call, which is lost and slow as any. */
  call = <Result>(process: Process, act: () => Result): Promise<Result> => this.#answer(process, act);

  async #refund<Result>(process: Process, act: () => Result): Promise<Result> {
    if (this.refundsAreSlow) await process.sleep(500 + this.#services.random.whole(4_000));
    return this.#answer(process, act);
  }

  #charge(key: string, payment: Payment, process: Process): Outcome {
    const kind = payment.captureLater ? 'authorize' : 'charge';
    const asked = { kind, key, amount: payment.amount.minor, payment, paymentId: payment.id, process } as const;
    return outcomeOf(key, this.move(asked).done, payment);
  }

  /** By what the authorization has become rather than by the key: it cannot be captured or cancelled twice. */
  #close(asked: Asked): void {
    const closed = this.books.find(
      ({ paymentId, kind }) => paymentId === asked.paymentId && (kind === 'capture' || kind === 'cancel'),
    );
    if (closed?.kind !== asked.kind) this.move(asked);
  }

  #found<Result>(key: string, result: (found: Movement) => Result): Result | undefined {
    const found = this.books.findLast((movement) => movement.key === key);
    return found && result(found);
  }

  async #answer<Result>(process: Process, act: () => Result): Promise<Result> {
    const { random, faults, trace, gate } = this.#services;
    if (gate !== undefined) return (await gate.ask(process, 'the processor', act)) as Result;
    const fate = faults.at('processor');
    if (fate !== undefined) trace.add(process.name, () => `FAULT ${fate}`);
    if (fate === 'function killed before the processor') process.kill();
    if (process.isDead) return never();
    await process.sleep(fate === 'processor: slow' ? 500 + random.whole(20_000) : 1 + random.whole(20));
    if (fate === 'processor: request lost') throw noAnswer();
    const result = act();
    if (fate === 'function killed after the processor') process.kill();
    if (process.isDead) return never();
    await process.sleep(1 + random.whole(20));
    if (fate === 'processor: answer lost after the charge') throw noAnswer();
    return result;
  }
}

const noAnswer = () =>
  new Refusal('processor_unavailable', 'the processor did not answer; a retry finds out what became of it', {
    retryAfterSeconds: 1,
  });

function outcomeOf(key: string, done: boolean, payment: Payment | undefined): Outcome {
  if (!done) return { status: 'failed', failureCode: 'card_declined' };
  return { status: payment?.captureLater ? 'authorized' : 'completed', reference: `PAY-${key}` };
}

const refundOutcome = ({ done }: Movement): RefundOutcome => ({ status: done ? 'completed' : 'failed' });
