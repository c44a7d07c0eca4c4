import type { Movement } from './bank.ts';
import type { Violations } from './invariants.ts';
import type { SimulatedItem } from './operands.ts';
import type { Wish } from './operations.ts';
import type { Process } from './process.ts';
import { rowOf, type StoredRow } from './rows.ts';

/** No amount stands for all that there is. */
type AskedAmounts = Set<bigint | undefined>;

type Known = Readonly<{
  violations: Violations;
  item: (id: string) => SimulatedItem | undefined;
  wishOf: (process: Process) => Wish | undefined;
}>;

/** Judges the amount of every movement that the service asked for, by what clients asked the service for. */
export class AskedChecks {
  readonly #known: Known;
  /** By payment, or by refund. */
  readonly #asked = new Map<string, AskedAmounts>();
  readonly #authorized = new Map<string, bigint>();

  constructor(known: Known) {
    this.#known = known;
  }

  asks(wish: Wish): void {
    const { purpose, paymentId, refundId } = wish;
    if (purpose === 'create') this.#add(`payment ${paymentId}`, wish.amount);
    else if (purpose === 'capture') this.#add(`capture of ${paymentId}`, askedAmount(wish));
    else if (purpose === 'refund' && refundId !== undefined) this.#add(`refund ${refundId}`, askedAmount(wish));
  }

  /** The refund of a request without a key has its id only now. */
  reserved(refundId: string, wish: Wish): void {
    if (wish.isKeyless) this.#add(`refund ${refundId}`, askedAmount(wish));
  }

  /** Movements without a process are of customers, banks, and people at the processor. The fare of a trip is not in its request. */
  check({ kind, key, amount, paymentId, process }: Movement): void {
    if (kind === 'authorize') this.#authorized.set(paymentId, amount);
    if (process === undefined) return;
    if (kind === 'charge' || kind === 'authorize') {
      this.#require(`payment ${paymentId}`, amount, amount);
      this.#notGivenUp(paymentId, process);
    }
    if (kind === 'capture') this.#require(`capture of ${paymentId}`, amount, this.#authorized.get(paymentId));
    if (kind === 'refund') this.#require(`refund ${key}`, amount, amount);
  }

  /** A refund of all that remains takes all that remains when it is reserved, and not when it was read. */
  written(before: StoredRow | undefined, after: StoredRow): void {
    for (const [id, { amount_minor: amount, external_reference: external }] of Object.entries(after.refunds)) {
      if (before === undefined || before.refunds[id] !== undefined || external !== undefined) continue;
      const asked = this.#asked.get(`refund ${id}`);
      const isOfAll = asked !== undefined && asked.size === 1 && asked.has(undefined);
      const isAll = !isOfAll || amount === before.refundable_minor;
      const detail = () => `refund ${id} of all takes ${amount} of ${before.refundable_minor}`;
      this.#known.violations.require(isAll, 'as asked', detail);
    }
  }

  /** Without a key, nobody can repeat a request that ended: its client makes another payment, so this one must never be charged. */
  #notGivenUp(paymentId: string, process: Process): void {
    const isKeyless = rowOf(this.#known.item(paymentId))?.keyless === true;
    const { isKeyless: isOfKeyless, purpose } = this.#known.wishOf(process) ?? {};
    const isOwn = isOfKeyless === true && purpose === 'create';
    this.#known.violations.require(
      !isKeyless || isOwn,
      'as asked',
      () => `payment ${paymentId} has no key, and ${process.name} charged it`,
    );
  }

  /** `all`: what a request without an amount asks for. */
  #require(place: string, amount: bigint, all: bigint | undefined): void {
    const asked = this.#asked.get(place);
    const isAsked = asked === undefined || asked.has(amount) || (asked.has(undefined) && amount === all);
    this.#known.violations.require(
      isAsked,
      'as asked',
      () => `${place}: ${amount}, and not ${[...(asked ?? [])].join()}`,
    );
  }

  #add(place: string, amount: bigint | undefined): void {
    const asked = this.#asked.get(place) ?? new Set();
    this.#asked.set(place, asked.add(amount));
  }
}

function askedAmount({ body }: Wish): bigint | undefined {
  const { amount } = (body ?? {}) as Readonly<{ amount?: string }>;
  return amount === undefined ? undefined : BigInt(Math.round(Number(amount) * 100));
}
