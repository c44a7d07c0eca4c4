import {
  type Charge,
  type ListedRefund,
  ProcessorTrouble,
  type RefundObservation,
  type RefundRequest,
} from '../../src/processor/port.ts';
import type { Random } from '../../test/support/random.ts';
import type { Asked, Bank, Movement } from './bank.ts';
import { listLagOf, longestReturnMs, longestWorkMs, type Manners } from './manners.ts';
import type { Process } from './process.ts';
import type { RefundsByHand } from './refunds-by-hand.ts';
import { rememberedMs } from './remembered-keys.ts';

/** Refunds at the bank: once per key for a day, on the way for days now and then, and some come back. */
export class RefundDesk {
  readonly #bank: Bank;
  readonly #manners: Manners;
  readonly #refundedBy = new Map<string, Movement>();
  /** Refunds that are on the way, by key, and those whose money came back. */
  readonly #working = new Map<string, Asked>();
  readonly #cameBack = new Set<Movement>();
  /** Refunds from which somebody removed our ids. */
  readonly #unmarked = new Set<Movement>();
  /** Keys of refunds that the service has lost, which are not forgotten. */
  readonly #lost = new Set<string>();
  /** Keys whose answer is a stored error, and since when. */
  readonly #spoilt = new Map<string, number>();

  /** Whether a refund is settled. Before, nobody knows it by the bank's id. */
  isSettled: (paymentId: string, refundId: string) => boolean = () => false;

  readonly #onChange: (paymentId: string) => void;

  readonly #mayReturn: RefundsByHand['mayReturn'];

  constructor(
    bank: Bank,
    manners: Manners,
    onChange: (paymentId: string) => void,
    mayReturn: RefundsByHand['mayReturn'],
  ) {
    this.#mayReturn = mayReturn;
    this.#onChange = onChange;
    this.#bank = bank;
    this.#manners = manners;
  }

  /** Money of a payment that is on its way back. */
  readonly held = (paymentId: string): bigint => {
    const all = [...this.#working.values()].filter((one) => one.paymentId === paymentId);
    return all.reduce((sum, { amount }) => sum + amount, 0n);
  };

  refund(paymentId: string, { id, attempt, amount }: RefundRequest, process: Process): RefundObservation {
    const key = `${id}:${attempt}`;
    this.#replayError(key);
    const isNew = !this.#refundedBy.has(key) && !this.#working.has(key);
    const isSpoilt = isNew && this.#isSpoilt();
    // The work may have been done or not when it failed.
    if (isSpoilt && this.#bank.services.random.whole(2) === 0) throw this.#spoil(key);
    const answer = this.#refund(key, { kind: 'refund', key: id, amount: amount.minor, paymentId, process });
    if (isSpoilt) throw this.#spoil(key);
    return answer;
  }

  /** One that the service has lost since. Not done if it was asked for meanwhile, or while the payment is disputed. */
  giveLost(paymentId: string, { id, amount }: Pick<RefundRequest, 'id' | 'amount'>): boolean {
    const key = `${id}:0`;
    if (this.#refundedBy.has(key) || this.#working.has(key)) return false;
    if (!this.#mayReturn(paymentId, amount.minor)) return false;
    this.#lost.add(key);
    const asked: Asked = { kind: 'refund', key: id, amount: amount.minor, paymentId, process: undefined };
    return this.#refund(key, asked).state !== 'failed';
  }

  #replayError(key: string): void {
    const at = this.#spoilt.get(key);
    if (at !== undefined && this.#bank.services.timeline.now() - at <= rememberedMs) throw storedError();
  }

  #isSpoilt(): boolean {
    const { faults, random } = this.#bank.services;
    return !faults.quiet && this.#manners.storesErrors > 0 && random.whole(100) < this.#manners.storesErrors;
  }

  #spoil(key: string): ProcessorTrouble {
    this.#spoilt.set(key, this.#bank.services.timeline.now());
    return storedError();
  }

  #refund(key: string, asked: Asked): RefundObservation {
    const { timeline } = this.#bank.services;
    const known = this.#refundedBy.get(key);
    if (this.#working.has(key)) return { state: 'working', reference: referenceOf(asked.key) };
    if (known !== undefined && (this.#lost.has(key) || timeline.now() - known.at <= rememberedMs)) {
      if (known.amount === asked.amount) return this.#refundSeen(known);
      this.#bank.onContradiction(known, asked);
      throw new ProcessorTrouble('contradiction', 'the key was used for another amount');
    }
    const random = this.#bank.chanceOf(key);
    if (random.whole(100) < this.#manners.refundsWork) {
      this.#working.set(key, asked);
      timeline.after(random.whole(longestWorkMs), () => {
        this.#working.delete(key);
        this.#sendBack(key, asked, random);
      });
      return { state: 'working', reference: referenceOf(asked.key) };
    }
    return this.#refundSeen(this.#sendBack(key, asked, random));
  }

  #sendBack(key: string, asked: Asked, random: Random): Movement {
    const { timeline } = this.#bank.services;
    const isApproved = this.#bank.approves('refund', random) && this.#mayReturn(asked.paymentId, asked.amount);
    const movement = this.#bank.move(asked, isApproved);
    this.#refundedBy.set(key, movement);
    this.#onChange(asked.paymentId);
    if (movement.done) this.#unmarkLater(movement);
    if (movement.done && random.whole(100) < this.#manners.refundsComeBack) {
      timeline.after(random.whole(longestReturnMs), () => {
        this.#cameBack.add(movement);
        this.#bank.move({ ...asked, kind: 'reversal', process: undefined }, true);
        this.#onChange(asked.paymentId);
      });
    }
    return movement;
  }

  /** Somebody tidies up at the processor, or another program overwrites what we wrote there. */
  #unmarkLater(movement: Movement): void {
    const { key, paymentId } = movement;
    const random = this.#bank.chanceOf(`our ids on ${key}`);
    if (random.whole(100) >= this.#manners.idsRemoved) return;
    this.#bank.services.timeline.after(random.whole(random.pick([2_000, 3_600_000])), () => {
      if (!this.isSettled(paymentId, key)) return;
      this.#unmarked.add(movement);
      this.#onChange(paymentId);
    });
  }

  /** Refunds of ours that did not fail, as far as the list has them. Without our ids, they look as if a person had made them. */
  list({ paymentId, amount: { currency } }: Charge): readonly ListedRefund[] {
    const entryOf = ({ key, amount }: Asked, ownId: string | undefined) => {
      return { reference: referenceOf(key), ownId, amount: { minor: amount, currency } };
    };
    const now = new Date(this.#bank.services.timeline.now()).toISOString();
    const working = [...this.#working.values()].filter((one) => one.paymentId === paymentId);
    const done = [...this.#refundedBy]
      .filter(([, one]) => one.done && one.paymentId === paymentId && !this.#cameBack.has(one))
      .filter(([key, one]) => this.#lost.has(key) || this.#isListed(one))
      .map(([, one]) => one);
    return [
      ...working.map((one) => ({ ...entryOf(one, one.key), state: 'working' as const, at: now })),
      ...done.map((one) => ({
        ...entryOf(one, this.#unmarked.has(one) ? undefined : one.key),
        state: 'returned' as const,
        at: new Date(one.at).toISOString(),
      })),
    ];
  }

  readonly #isListed = ({ key, at }: Movement): boolean =>
    at + listLagOf(key, this.#bank, this.#manners) <= this.#bank.services.timeline.now();

  /** A declined one beside another: the other counts. The list that is looked through may lag behind. */
  observe(paymentId: string, { id, reference }: Pick<RefundRequest, 'id' | 'reference'>): RefundObservation {
    const isWanted = (one: Movement) =>
      one.key === id && (!this.#unmarked.has(one) || reference === referenceOf(one.key));
    const all = this.#bank.books.filter(
      (one) => one.kind === 'refund' && one.paymentId === paymentId && isWanted(one) && this.#isListed(one),
    );
    const found = all.find(({ done }) => done) ?? all[0];
    if (found !== undefined) return this.#refundSeen(found);
    return [...this.#working.keys()].some((key) => key.startsWith(`${id}:`))
      ? { state: 'working', reference: referenceOf(id) }
      : { state: 'absent' };
  }

  #refundSeen(movement: Movement): RefundObservation {
    const { done, key } = movement;
    if (!done) return { state: 'failed', raw: 'declined' };
    return this.#cameBack.has(movement)
      ? { state: 'failed', raw: 'returned' }
      : { state: 'returned', reference: referenceOf(key) };
  }
}

/** The bank's id of a refund. */
const referenceOf = (refundId: string): string => `RE-${refundId}`;

const storedError = () => new ProcessorTrouble('unknown', 'the processor answered 500, and will again by this key');
