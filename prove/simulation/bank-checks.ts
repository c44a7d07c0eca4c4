import type { Movement } from './bank.ts';
import type { Violations } from './invariants.ts';

type Known = Readonly<{
  violations: Violations;
  /** The identity by which a client knows a payment or a refund. */
  identityOf: (movement: Movement) => string;
  /** Trips and guarded orders that a payment has to hold. */
  holdsOf: (paymentId: string) => readonly string[];
}>;

/** Judges every movement of money as it happens. */
export class BankChecks {
  readonly #known: Known;
  readonly #taken = new Map<string, number>();
  readonly #liveByHold = new Map<string, Set<string>>();
  readonly #captured = new Map<string, bigint>();
  readonly #givenBack = new Map<string, bigint>();
  readonly #closed = new Map<string, string>();
  /** By payment: the processors that hold or took its money. */
  readonly #processors = new Map<string, Set<string>>();

  constructor(known: Known) {
    this.#known = known;
  }

  check(movement: Movement): void {
    if (!movement.done) return;
    const { kind } = movement;
    if (kind === 'charge' || kind === 'authorize' || kind === 'refund') this.#once(movement);
    if (kind === 'charge' || kind === 'authorize' || kind === 'cancel') this.#held(movement);
    if (kind === 'charge' || kind === 'authorize' || kind === 'cancel') this.#atOneProcessor(movement);
    if (kind === 'capture' || kind === 'cancel') this.#close(movement);
    if (kind === 'charge' || kind === 'capture') add(this.#captured, movement);
    // At the bank, an amount that is disputed or lost is gone as well.
    if (kind === 'refund' || kind === 'dispute') this.#refund(movement);
    if (kind === 'reversal' || kind === 'reinstate') add(this.#givenBack, { ...movement, amount: -movement.amount });
  }

  #once(movement: Movement): void {
    const kind = movement.kind === 'refund' ? 'refunded' : 'charged';
    const place = `${kind} ${this.#known.identityOf(movement)}`;
    const times = (this.#taken.get(place) ?? 0) + 1;
    this.#taken.set(place, times);
    this.#known.violations.require(times === 1, 'one charge', () => `${place}, ${times} times`);
  }

  #held({ paymentId, kind }: Movement): void {
    for (const one of this.#known.holdsOf(paymentId)) {
      const live = this.#liveByHold.get(one) ?? new Set();
      this.#liveByHold.set(one, live);
      if (kind === 'cancel') live.delete(paymentId);
      else live.add(paymentId);
      const violations = this.#known.violations;
      violations.require(live.size <= 1, 'one live payment', () => `${one} was charged for ${[...live].join()}`);
    }
  }

  /** An authorization that was let go is held no longer, and only money that was taken can be refunded. */
  #atOneProcessor({ paymentId, kind, processor }: Movement): void {
    if (processor === undefined) return;
    const live = this.#processors.get(paymentId) ?? new Set();
    this.#processors.set(paymentId, live);
    if (kind === 'cancel') live.delete(processor);
    else live.add(processor);
    this.#known.violations.require(live.size <= 1, 'one processor', () => `${paymentId} at ${[...live].join()}`);
  }

  #close({ paymentId, kind }: Movement): void {
    const before = this.#closed.get(paymentId);
    this.#closed.set(paymentId, kind);
    const isSame = before === undefined || before === kind;
    this.#known.violations.require(isSame, 'one way to close', () => `${paymentId}: ${before}, and ${kind}`);
  }

  #refund(movement: Movement): void {
    add(this.#givenBack, movement);
    const { paymentId } = movement;
    const [back, captured] = [this.#givenBack.get(paymentId) ?? 0n, this.#captured.get(paymentId) ?? 0n];
    this.#known.violations.require(
      back <= captured,
      'within bounds',
      () => `${paymentId}: ${back} of ${captured} went back`,
    );
  }
}

function add(sums: Map<string, bigint>, { paymentId, amount }: Movement): void {
  sums.set(paymentId, (sums.get(paymentId) ?? 0n) + amount);
}
