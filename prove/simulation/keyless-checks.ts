import type { Violations } from './invariants.ts';
import type { Wish } from './operations.ts';
import type { Process } from './process.ts';
import type { StoredRow } from './rows.ts';
import { isRefusedUnopened, refusedAs, type Told } from './told.ts';

type Reserved = Readonly<{ paymentId: string; refundId: string }>;

/** Judges the answers to requests without a key: only they lead to their payments and refunds. */
export class KeylessChecks {
  readonly #violations: Violations;
  /** The invocation that each payment and refund belongs to. */
  readonly #owners = new Map<string, string>();
  readonly #reserved = new Map<Process, Reserved>();
  readonly #refused: Told[] = [];

  constructor(violations: Violations) {
    this.#violations = violations;
  }

  /** It is its own, and named even if nobody knows what became of it. A request may be refused before there is one. */
  check(told: Told): void {
    const { wish, process, status, body } = told;
    if (!wish.isKeyless || isRefusedUnopened(told)) return;
    if (wish.purpose === 'refund' && status < 500 && refusedAs(told) !== undefined) {
      this.#refused.push(told);
      return;
    }
    const id = (wish.purpose === 'refund' ? wish.refundId : wish.paymentId) ?? '';
    const isNamed = id !== '';
    this.#violations.require(
      isNamed,
      'answers are true',
      () => `${process.name}: ${status} names no ${wish.purpose === 'refund' ? 'refund' : 'payment'}: ${body}`,
    );
    const owner = this.#owners.get(id) ?? process.invocation;
    this.#owners.set(id, owner);
    const isOwn = owner === process.invocation;
    this.#violations.require(isOwn, 'one meaning of a key', () => `${process.name}: ${id} is of ${owner}`);
  }

  /** A refund is reserved by an invocation that is to make this wish come true. */
  reserved(reserved: Reserved, wish: Wish, process: Process): void {
    if (wish.isKeyless) this.#reserved.set(process, reserved);
  }

  /** A client that was refused asks again by another request. */
  finish(rowOfPayment: (paymentId: string) => StoredRow | undefined): void {
    for (const { process, body } of this.#refused) {
      const { paymentId, refundId } = this.#reserved.get(process) ?? { paymentId: '', refundId: '' };
      const isCompleted = rowOfPayment(paymentId)?.refunds[refundId]?.status === 'completed';
      const detail = () => `${process.name}: ${body}, and refund ${refundId} went back`;
      this.#violations.require(!isCompleted, 'a no stays a no', detail);
    }
  }
}
