import { type CommandName, intentId, type StoredRequest } from '../../client/keys/key-store.ts';
import type { CancelResult, PayResult, RefundResult } from '../../client/results.ts';
import type { KillableProcess } from '../../test/support/killable-process.ts';
import { paymentsTable } from '../../test/support/world.ts';
import type { Bank } from './bank.ts';
import type { Violations } from './invariants.ts';
import { type RefundRow, rowOf, type StoredRow } from './rows.ts';
import { intentOf, type ShopRequest, wishOf } from './shop-requests.ts';
import type { SimulatedStore } from './store.ts';
import { jsonOf } from './told.ts';

type Named = Pick<StoredRequest, 'command' | 'intent'>;
type Result = PayResult | CancelResult | RefundResult;
type Known = Readonly<{ violations: Violations; store: SimulatedStore; bank: Bank }>;
/** One request of one process. `arrivals`: how often the service was asked for its intent since it left, by whomever. `code`: of its refusal. */
type Sending = { readonly process: KillableProcess; arrivals: number; code?: unknown };
/** `at`: when it was said. `hasCompany`: another process was asking for the same. */
type Said = Readonly<{ command: CommandName; result: Result; at: number; sending: Sending; hasCompany: boolean }>;
type ShopIntent = {
  readonly request: ShopRequest;
  readonly onTheWay: Set<KillableProcess>;
  readonly sendings: Sending[];
  readonly said: Said[];
  isAnswered: boolean;
};

/** Judges what clients send and say, by the store and the books of the bank. */
export class ShopChecks {
  readonly #known: Known;
  readonly #intents = new Map<string, ShopIntent>();

  constructor(known: Known) {
    this.#known = known;
  }

  /** A request leaves. `back` is to be called once the sender has its answer, and `heard` with what it was. */
  sends(request: ShopRequest, process: KillableProcess) {
    const name = intentOf(request);
    const known = this.#intents.get(name) ?? newIntent(request);
    this.#intents.set(name, known);
    const isSame = known.request.key === request.key;
    this.#known.violations.require(isSame, 'one key for an intent', () => {
      return `${name} was sent with the keys ${known.request.key} and ${request.key}`;
    });
    known.onTheWay.add(process);
    const sending: Sending = { process, arrivals: 0 };
    known.sendings.push(sending);
    const back = () => void known.onTheWay.delete(process);
    const heard = (status: number, body: string) => {
      // Half of an answer is none, and neither is one of another server.
      const isOurs = /^\{.*"(payment_id|code)":.*\}$/s.test(body);
      if (!isOurs) return;
      sending.code = jsonOf(body).code;
      if (status < 500) known.isAnswered = true;
    };
    return { back, heard };
  }

  /** A request reaches the service, perhaps as a copy that was on its way for long: to the service it is asked for again. */
  arrives(request: ShopRequest): void {
    const intent = this.#intents.get(intentOf(request));
    for (const sending of intent?.sendings ?? []) sending.arrivals++;
  }

  /** The client says how an intent ended. */
  says(request: Named, result: Result, process: KillableProcess): void {
    const intent = this.#intents.get(intentId(request));
    const others = [...(intent?.onTheWay ?? [])].filter((one) => one !== process && !one.isDead);
    const at = this.#known.bank.services.timeline.now();
    const own = intent?.sendings.filter((one) => one.process === process) ?? [];
    // A process may ask for the same twice at a time, once to resume it: the refusal is of the request that heard its code.
    const refused = result.status === 'refused' ? own.findLast(({ code }) => code === result.code) : undefined;
    const sending = refused ?? own.at(-1) ?? { process, arrivals: 1 };
    intent?.said.push({ command: request.command, result, at, sending, hasCompany: others.length > 0 });
  }

  /** The client notes that an intent needs no `resume()` any more. */
  answered(request: Named): void {
    const name = intentId(request);
    const isAnswered = this.#intents.get(name)?.isAnswered === true;
    this.#known.violations.require(isAnswered, 'the client is right', () => `${name} counts as answered, and is not`);
  }

  /** The client throws what it does not document. */
  throws(error: unknown): void {
    this.#known.violations.add('no bugs', `the client throws ${error}`);
  }

  finish(): void {
    for (const [name, { request, said }] of this.#intents)
      for (const one of said) {
        const wrong = this.#wrongIn(one, request);
        this.#known.violations.require(wrong === undefined, 'the client is right', () => {
          return `${name} (${request.key}) was said to be ${one.result.status}, and ${wrong}`;
        });
      }
  }

  #wrongIn({ command, result, at, sending, hasCompany }: Said, request: ShopRequest): string | undefined {
    const { status } = result;
    // A refusal is one of its moment, if the same was asked again before it was heard, or after.
    if (status === 'refused' && (hasCompany || sending.arrivals > 1)) return undefined;
    if (result.key !== request.key) return `its key to be ${result.key}`;
    const { paymentId, refundId = '' } = wishOf(request);
    const row = rowOf(this.#known.store.item(paymentsTable, paymentId));
    switch (command) {
      case 'pay':
        return this.#wrongInPayment(result as PayResult, request, row);
      case 'capture':
        // After the refusal, a person may capture the payment in the processor's dashboard.
        if (status === 'refused' && this.#isCapturedByHand(paymentId, at)) return wrongIn(row?.status, ['completed']);
        return wrongIn(row?.status, captures[(result as PayResult).status]);
      case 'cancel':
        return wrongIn(row?.status, cancellations[(result as CancelResult).status]);
      case 'refund': {
        const refund = row?.refunds[refundId] ?? this.#archived(refundId);
        return wrongIn(refund?.status, refunds[(result as RefundResult).status]);
      }
    }
  }

  #wrongInPayment(result: PayResult, { body }: ShopRequest, row: StoredRow | undefined): string | undefined {
    const taken = this.#known.bank.books.filter(
      ({ done, kind, paymentId }) => done && paymentId === row?.id && (kind === 'charge' || kind === 'authorize'),
    );
    // A payment that did not get its order is there, and may stay undecided.
    if (result.status === 'refused')
      return taken.length > 0 ? 'its money was taken' : wrongIn(row?.status, [undefined, 'failed', 'processing']);
    if (result.payment.amount !== body?.amount) return `of ${result.payment.amount}, not ${body?.amount}`;
    if (result.payment.payment_id !== row?.id) return `its payment to be ${result.payment.payment_id}`;
    if (result.status === 'paid' && taken.length !== 1) return `its money was taken ${taken.length} times`;
    return wrongIn(row.outcome?.status, payments[result.status]);
  }

  readonly #isCapturedByHand = (wanted: string, since: number): boolean =>
    this.#known.bank.books.some(
      ({ kind, done, paymentId, process, at }) =>
        kind === 'capture' && done && paymentId === wanted && process === undefined && at >= since,
    );

  #archived(refundId: string): RefundRow | undefined {
    return this.#known.store.item(paymentsTable, `refund#${refundId}`)?.refund as RefundRow | undefined;
  }
}

const newIntent = (request: ShopRequest): ShopIntent => ({
  request,
  onTheWay: new Set(),
  sendings: [],
  said: [],
  isAnswered: false,
});

/** The states that a result allows. An outcome is the first answer, which never changes. */
const payments = {
  paid: ['completed'],
  authorized: ['authorized'],
  pending: ['pending'],
  declined: ['failed'],
} as const satisfies Record<Exclude<PayResult['status'], 'refused'>, readonly string[]>;

const captures = {
  paid: ['completed'],
  authorized: [],
  pending: [],
  declined: ['failed', 'cancelled'],
  refused: ['authorized', 'failed', 'cancelled'],
} as const satisfies Record<PayResult['status'], readonly string[]>;

const cancellations = {
  cancelled: ['cancelled'],
  paid: ['completed'],
  authorized: [],
  pending: [],
  refused: ['authorized', 'completed', 'failed', 'cancelled'],
} as const satisfies Record<CancelResult['status'], readonly string[]>;

const refunds = {
  refunded: ['completed', 'reversed'],
  pending: ['pending', 'completed', 'failed', 'reversed'],
  declined: ['failed'],
  refused: [undefined, 'failed'],
} as const satisfies Record<RefundResult['status'], readonly (RefundRow['status'] | undefined)[]>;

const wrongIn = (actual: string | undefined, allowed: readonly (string | undefined)[]): string | undefined =>
  allowed.includes(actual) ? undefined : `it is ${actual}, not ${allowed.join(' or ')}`;
