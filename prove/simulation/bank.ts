import { hash } from 'node:crypto';
import { Refusal } from '../../src/domain/refusal.ts';
import { ProcessorTrouble } from '../../src/processor/port.ts';
import { type Random, seeded } from '../../test/support/random.ts';
import type { SimulatedFaults } from './faults.ts';
import type { Gate } from './gate.ts';
import { never, type Process } from './process.ts';
import { RememberedKeys, rememberedMs } from './remembered-keys.ts';
import type { Timeline } from './timeline.ts';
import type { Trace } from './trace.ts';

/** One movement of money, as the bank has it in its books. */
export type Movement = Readonly<{
  kind: 'charge' | 'authorize' | 'capture' | 'cancel' | 'refund' | 'reversal' | 'dispute' | 'reinstate';
  /** Identifies what moved: the intent, or the refund. */
  key: string;
  at: number;
  amount: bigint;
  /** Withheld from it. */
  fee?: bigint;
  done: boolean;
  paymentId: string;
  /** Undefined for rivals, which have one. */
  processor?: string;
  /** The function that asked for it; undefined for what a customer or the bank did. */
  process: Process | undefined;
}>;

export type BankServices = Readonly<{
  timeline: Timeline;
  random: Random;
  faults: SimulatedFaults;
  trace: Trace;
  gate?: Gate | undefined;
}>;

export type Asked = Omit<Movement, 'at' | 'done'>;

/** The books are the truth about money; calls to the bank, and its answers, get lost. */
export class Bank {
  readonly books: Movement[] = [];
  readonly services: BankServices;
  /** Percentage of charges that are not declined. */
  readonly #approved: number;
  readonly #salt: number;
  /** Slow, and often declined: so that other requests find a refund's money reserved, and then given back. */
  refundsAreSlow = false as boolean;
  readonly #byKey = new Map<string, Movement>();
  readonly #confirmed: RememberedKeys<Movement>;
  onMovement: (movement: Movement) => void = () => undefined;
  /** One key with two amounts: the processor refuses, and whoever sent it has no answer. */
  onContradiction: (known: Movement, asked: Asked) => void = () => undefined;

  constructor(services: BankServices) {
    this.services = services;
    this.#confirmed = new RememberedKeys(services, true);
    this.#salt = services.random.whole(2 ** 30);
    this.#approved = services.gate ? 100 : services.random.pick([45, 75, 95]);
  }

  /** Moves money once per key, for a day; a repeated key gets what was done by it. What rivals rely on. */
  moveByKey(asked: Asked): Movement {
    const known = this.#byKey.get(asked.key);
    if (known !== undefined && this.services.timeline.now() - known.at <= rememberedMs) {
      if (known.amount === asked.amount && known.kind === asked.kind) return known;
      this.onContradiction(known, asked);
      throw noAnswer();
    }
    const movement = this.move(asked, this.approves(asked.kind));
    this.#byKey.set(asked.key, movement);
    return movement;
  }

  /**
   * Opens and confirms an intent in one request, as Stripe does: its answer is stored for the key, a decline or a 500 as well.
   * One new key in fifty gets a 500, until faults stop.
   */
  confirmByKey(asked: Asked): Movement {
    const { faults, random } = this.services;
    const act = () => this.move(asked, this.approves(asked.kind));
    const isSpoilt = !faults.quiet && random.whole(50) === 0;
    return this.#confirmed.answer(asked.key, `${asked.kind} ${asked.amount}`, { isSpoilt, act });
  }

  /** Chance of its own for one thing, so that its fate does not depend on what happens in between. */
  chanceOf(name: string): Random {
    const { gate, random } = this.services;
    return gate ? random : seeded(Number.parseInt(hash('sha256', `${this.#salt} ${name}`).slice(0, 8), 16));
  }

  /** Whether the next charge or refund is approved. */
  approves(kind: Movement['kind'], random: Random = this.services.random): boolean {
    if (kind === 'capture' || kind === 'cancel') return true;
    const approved = this.refundsAreSlow ? (kind === 'refund' ? 40 : 100) : this.#approved;
    return random.whole(100) < approved;
  }

  move(asked: Asked, done: boolean): Movement {
    const { timeline, trace } = this.services;
    const movement = { ...asked, at: timeline.now(), done };
    this.books.push(movement);
    const by = asked.process?.name ?? 'the customer';
    trace.add(by, () => `BANK ${asked.kind} ${asked.key} ${asked.amount} -> ${done ? 'done' : 'declined'}`);
    this.onMovement(movement);
    return movement;
  }

  /** One call to the bank, which gets lost, or is slow, as any. */
  async call<Result>(process: Process, act: () => Result): Promise<Result> {
    const { random, faults, trace, gate } = this.services;
    if (gate !== undefined) return (await gate.ask(process, 'the processor', act)) as Result;
    const fate = faults.at('processor');
    if (fate !== undefined) trace.add(process.name, () => `FAULT ${fate}`);
    if (fate === 'function killed before the processor') process.kill();
    if (process.isDead) return never();
    await process.sleep(fate === 'processor: slow' ? 500 + random.whole(20_000) : 1 + random.whole(20));
    if (fate === 'processor: request lost') throw noAnswer();
    if (fate === 'processor: delivered late') {
      this.services.timeline.after(random.whole(90_000), () => quietly(act));
      throw noAnswer();
    }
    const result = act();
    if (fate === 'function killed after the processor') process.kill();
    if (process.isDead) return never();
    await process.sleep(1 + random.whole(20));
    if (fate === 'processor: answer lost after the charge') throw noAnswer();
    return result;
  }
}

/** Nobody is there any more to be told. */
function quietly(act: () => unknown): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof ProcessorTrouble || error instanceof Refusal)) throw error;
  }
}

const noAnswer = () => new ProcessorTrouble('unknown', 'the processor did not answer');
