import type { Invariant, Violations } from './invariants.ts';
import type { SimulatedItem } from './operands.ts';
import type { Wish } from './operations.ts';
import { type RefundRow, rowOf, type StoredRow } from './rows.ts';
import { claimOf, isRefusedForKey, isRefusedUnopened, refusedAs, type Told, type ToldClaim } from './told.ts';

type Known = Readonly<{
  violations: Violations;
  item: (id: string) => SimulatedItem | undefined;
  /** The request by which a payment's present attempt was begun. */
  firstWishOf: (paymentId: string) => Wish | undefined;
}>;
/** Since when somebody knows that a payment is there, is paid for good, or is not. */
type Facts = { there?: number; paid?: number; 'not paid'?: number };

/** Judges every answer when it is given, against what is stored and against all answers before. */
export class AnswerChecks {
  readonly #known: Known;
  readonly #bodies = new Map<string, string>();
  readonly #accepted = new Map<string, string>();
  readonly #facts = new Map<string, Facts>();
  readonly #acknowledged: Told[] = [];

  constructor(known: Known) {
    this.#known = known;
  }

  check(told: Told): void {
    const code = refusedAs(told);
    if (told.status === 500 || code === 'internal_error' || code === 'internal') this.#add('no bugs', told, told.body);
    if (told.status >= 500) return;
    const { purpose } = told.wish;
    if (purpose === 'look-up') return;
    if (purpose === 'read' || purpose === 'receipt' || purpose === 'key') this.#read(told);
    else if (code !== undefined) this.#refused(told, code);
    else this.#promised(told);
  }

  #promised(told: Told): void {
    this.#acknowledged.push(told);
    this.#sameAnswer(told);
    this.#oneMeaning(told);
    this.#isTrue(told);
  }

  /** At the end: what anybody was told still is so. */
  checkAgain(): void {
    for (const told of this.#acknowledged) this.#isTrue(told);
  }

  #refused(told: Told, code: string): void {
    const { process, json } = told;
    // A request for an order may finish an older one first.
    if (isRefusedUnopened(told) && !isOrder(told)) {
      this.#require(process.writes === 0, 'a mismatch changes nothing', told, () => `${process.writes} writes`);
    }
    if (told.status === 422 || code === 'idempotency_key_reused' || isRefusedForKey(told)) {
      this.#require(process.writes === 0, 'a mismatch changes nothing', told, () => `${process.writes} writes`);
      const isNamed = !Array.isArray(json.mismatched) || json.mismatched.length > 0;
      this.#require(isNamed, 'answers are true', told, () => 'it names nothing that differs');
    }
    this.#otherRequest(told, code);
    // RPCs carry the payment's id in details that are not read here.
    if ((code === 'trip_already_paid' || code === 'order_already_paid') && json.payment_id !== undefined) {
      const paidBy = this.#row(String(json.payment_id));
      this.#require(
        paidBy?.status === 'completed',
        'answers are true',
        told,
        () => `it is ${paidBy?.status} by that one`,
      );
    }
  }

  /** A request is another one than itself for no version of the code. */
  #otherRequest(told: Told, code: string): void {
    const { wish, json } = told;
    const isPaidByItself = code === 'order_already_paid' && json.payment_id === wish.paymentId;
    if (code !== 'idempotency_key_reused' && !isPaidByItself) return;
    const first = wish.purpose === 'create' ? this.#known.firstWishOf(wish.paymentId) : undefined;
    const firstFields = first?.operation === wish.operation ? first.fields : this.#accepted.get(wish.identity);
    const isSame = firstFields === wish.fields;
    this.#require(!isSame, 'same answer', told, () => `its own repetition is refused: ${told.body}`);
  }

  #sameAnswer(told: Told): void {
    const { wish, body } = told;
    if (wish.purpose !== 'create' && wish.operation !== 'refund-payment') return;
    // An order that is declined, or given up while it was pending, may be tried again: answers differ from try to try.
    if (isUnpaidOrder(told)) return;
    const place = `${wish.operation} ${wish.identity} ${wish.fields}`;
    const first = this.#bodies.get(place) ?? body;
    this.#bodies.set(place, first);
    this.#require(first === body, 'same answer', told, () => `${first} became ${body}`);
  }

  #oneMeaning(told: Told): void {
    const { wish } = told;
    if (wish.purpose !== 'create' && wish.operation !== 'refund-payment') return;
    if (isUnpaidOrder(told)) return;
    const first = this.#accepted.get(wish.identity) ?? wish.fields;
    this.#accepted.set(wish.identity, first);
    this.#require(first === wish.fields, 'one meaning of a key', told, () => `${first} and ${wish.fields}`);
  }

  #isTrue(told: Told): void {
    const { wish } = told;
    const row = this.#row(wish.paymentId);
    if (row === undefined) this.#add('answers are true', told, 'there is no such payment');
    else if (wish.purpose === 'create') this.#created(told, row);
    else if (wish.operation === 'refund-payment')
      this.#refund(told, row.refunds[wish.refundId ?? ''] ?? this.#archived(wish.refundId));
    else if (wish.purpose !== 'refund') this.#closed(told, row);
  }

  #created(told: Told, row: StoredRow): void {
    const { wish } = told;
    const claim = claimOf(told);
    this.#learn(told, { there: told.at });
    if (isUnpaidOrder(told)) return;
    const outcomes = {
      paid: ['completed'],
      open: ['authorized', 'pending'],
      'not paid': ['failed'],
      unknown: [],
    } as const;
    const outcome = row.outcome?.status;
    // This contract has one name for all that was created, also for what a person captured before it was known to be authorized.
    const isCreated = wish.operation === 'customers-create-payment' && row.capture_later && outcome === 'completed';
    this.#require(
      outcomes[claim].some((one) => one === outcome) || isCreated === true,
      'answers are true',
      told,
      () => `it was told ${claim}, and is ${outcome}`,
    );
    const { amount } = told.json;
    if (amount !== undefined) {
      const isSame = Math.round(Number(amount) * 100) === row.amount_minor;
      this.#require(isSame, 'answers are true', told, () => `it was told ${amount}, and is of ${row.amount_minor}`);
    }
    if (claim === 'paid' || claim === 'not paid') this.#learn(told, { [claim]: told.at });
  }

  #refund(told: Told, refund: RefundRow | undefined): void {
    const stands = told.json.refund_status === 'PENDING' ? ['pending', 'completed', 'failed', 'reversed'] : undefined;
    const wanted = stands ?? (told.status === 200 ? ['completed', 'reversed'] : ['failed']);
    this.#require(
      wanted.some((status) => status === refund?.status),
      'answers are true',
      told,
      () => `its refund is ${refund?.status}, not ${wanted.join(' or ')}`,
    );
    if (wanted.includes('completed')) this.#learn(told, { paid: told.at });
  }

  #closed(told: Told, { status, order_id }: StoredRow): void {
    const isCapture = told.wish.purpose === 'capture';
    // One that waited for its customer fails; if it is an order's, it may have been tried again.
    const wanted = isCapture ? ['completed'] : ['cancelled', 'failed'];
    if (!isCapture && order_id !== undefined && claimOf(told) === 'not paid' && status !== 'cancelled') return;
    this.#require(
      wanted.includes(status),
      'answers are true',
      told,
      () => `it is ${status}, not ${wanted.join(' or ')}`,
    );
    if (isCapture || status === 'cancelled') this.#learn(told, { [isCapture ? 'paid' : 'not paid']: told.at });
  }

  /** A read that began after somebody was told something must say the same. */
  #read(told: Told): void {
    const facts = this.#facts.get(told.wish.paymentId) ?? {};
    const claim: ToldClaim = claimOf(told);
    const knownBy = (fact: keyof Facts) => (facts[fact] ?? Number.POSITIVE_INFINITY) <= told.begunAt;
    const wanted = knownBy('paid') ? 'paid' : knownBy('not paid') ? 'not paid' : undefined;
    const isReceiptOfNone = told.wish.purpose === 'receipt' && wanted === 'not paid' && claim === 'open';
    if (isReceiptOfNone) return;
    if (wanted !== undefined)
      this.#require(claim === wanted, 'answers are true', told, () => `read as ${claim}, known as ${wanted}`);
    else if (knownBy('there')) this.#require(claim !== 'unknown', 'answers are true', told, () => 'read as not there');
  }

  #learn({ wish }: Told, learnt: Facts): void {
    const facts = this.#facts.get(wish.paymentId) ?? {};
    this.#facts.set(wish.paymentId, { ...learnt, ...facts });
  }

  readonly #archived = (id = ''): RefundRow | undefined =>
    this.#known.item(`refund#${id}`)?.refund as RefundRow | undefined;

  readonly #row = (id: string): StoredRow | undefined => rowOf(this.#known.item(id));

  #require(isSo: boolean, invariant: Invariant, told: Told, what: () => string): void {
    if (!isSo) this.#add(invariant, told, what());
  }

  #add(invariant: Invariant, { wish, process, status }: Told, what: string): void {
    this.#known.violations.add(invariant, `${process.name} (${wish.identity}, answered ${status}): ${what}`);
  }
}

const isOrder = ({ wish }: Told): boolean => wish.identity.startsWith('order ');

const isUnpaidOrder = (told: Told): boolean => isOrder(told) && claimOf(told) !== 'paid';
