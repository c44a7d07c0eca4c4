import type { IncomingResponse, OutgoingRequest } from '../../../src/runtime/http-call.ts';
import { requirePublished } from './published.ts';

type Amount = Readonly<{ currency: string; value: string }>;
type Shown = Readonly<{ status: number; body?: unknown }>;

type Payment = {
  readonly id: string;
  readonly amount: Amount;
  readonly parameters: Parameters;
  status: string;
  authorizedAt?: string;
  failureReason?: string;
  captures: { status: string; amount: Amount }[];
};
type Refund = { id: string; paymentId: string; amount: Amount; metadata: unknown; status: string; createdAt?: string };
type Chargeback = {
  readonly id: string;
  paymentId: string;
  amount: Amount;
  createdAt?: string;
  reversedAt: string | null;
};
type Parameters = Readonly<{
  amount: Amount;
  description?: string;
  redirectUrl?: string;
  captureMode?: string;
  metadata?: unknown;
}>;

class Refused extends Error {
  readonly shown: Shown;
  constructor(status: number, detail: string, field?: string) {
    super(detail);
    this.shown = { status, body: { status, title: 'Error', detail, ...(field && { field }), _links: {} } };
  }
}

const createdAt = '2026-11-28T12:00:00+00:00';
/** States of refunds that give nothing back. */
const movesNothing: ReadonlySet<string> = new Set(['failed', 'canceled']);
/** Cents that may go back beyond what was paid (https://docs.mollie.com/reference/create-refund). */
const mostExtra = 2_500n;
const link = (path: string) => ({ href: `https://api.mollie.com/v2/${path}`, type: 'application/hal+json' });

/**
 * Mollie's Payments API v2 as its documentation describes it, as far as the adapter uses it. It is ours, because nobody
 * publishes another: it proves that the adapter keeps the contract if Mollie keeps its documentation, and nothing about
 * Mollie. Only the form of its answers is judged by somebody else, by what Mollie publishes (published.ts).
 */
export class MemoryMollie {
  readonly payments = new Map<string, Payment>();
  readonly refunds: Refund[] = [];
  readonly chargebacks: Chargeback[] = [];
  readonly requests: (OutgoingRequest & Readonly<{ url: string }>)[] = [];
  /** Whether open payments can be cancelled: true for bank transfers and direct debits alone (github.com/mollie/api-documentation/issues/675). */
  openIsCancelable = false;
  /** New captures and released holds wait for `carryOut` if it is `pending`. */
  captureStatus: 'succeeded' | 'pending' | 'failed' = 'succeeded';
  releasesLater: boolean = false;
  refundStatus = 'queued';
  /** Lists do not have the refunds yet, while their payment counts them. */
  refundsLag: boolean = false;
  /** Nothing is documented of what is embedded where there is nothing: an empty list, or nothing. */
  embedsNone = true;
  /** Nothing is documented of `amountCaptured` without a capture: it may be left out, or be zero. */
  namesNoCapture = false;
  readonly #answers = new Map<string, Readonly<{ request: string; shown: Shown }>>();
  readonly #released = new Set<Payment>();
  /** Refunds of the last hour by payment and amount: another one is taken for a duplicate. */
  readonly #recent = new Set<string>();
  #stored500 = false;
  #ids = 0;

  /** The next POST is carried out, but fails to be answered; a key stores that failure. */
  answerWith500(): void {
    this.#stored500 = true;
  }

  /** An hour has passed. */
  forgetKeys(): void {
    this.#answers.clear();
    this.#recent.clear();
  }

  readonly call = async (url: string, request: OutgoingRequest): Promise<IncomingResponse> => {
    this.requests.push({ url, ...request });
    const { pathname, searchParams } = new URL(url);
    const { method = 'GET', body } = request;
    const { 'Idempotency-Key': key = '' } = request.headers;
    const known = this.#answers.get(key);
    const content = `${pathname}?${body}`;
    if (known !== undefined && known.request !== content) {
      return answered(new Refused(400, 'The idempotency key was used for another request').shown);
    }
    if (known !== undefined) return answered(known.shown, true);
    const shown = this.#show(method, pathname, searchParams, body === undefined ? {} : JSON.parse(body));
    if (key !== '') this.#answers.set(key, { request: content, shown });
    return answered(shown);
  };

  /** The customer in the checkout. False if the payment cannot be paid any more. */
  pay(id: string, card: 'pays' | 'declines', failureReason = 'card_declined'): boolean {
    const payment = this.#payment(id);
    if (payment.status !== 'open') return false;
    if (card === 'declines') Object.assign(payment, { status: 'failed', failureReason });
    else if (payment.parameters.captureMode !== 'manual') payment.status = 'paid';
    else Object.assign(payment, { status: 'authorized', authorizedAt: createdAt });
    return true;
  }

  /** Nobody paid in time, or captured. */
  expire(id: string): void {
    const payment = this.#payment(id);
    if (payment.status === 'open' || payment.status === 'authorized') payment.status = 'expired';
  }

  /** Carries out everything that waits. */
  carryOut(): void {
    for (const refund of this.refunds) if (refund.status === 'queued') refund.status = 'refunded';
    for (const payment of this.payments.values()) {
      for (const capture of payment.captures) if (capture.status === 'pending') capture.status = 'succeeded';
      this.#settle(payment);
    }
    for (const payment of this.#released) this.#release(payment);
  }

  /** The customer's bank refuses the captures that wait. */
  refuseCaptures(): void {
    const all = [...this.payments.values()].flatMap(({ captures }) => captures);
    for (const capture of all) if (capture.status === 'pending') capture.status = 'failed';
  }

  /** Somebody gives money back in Mollie's dashboard. */
  refundByHand(paymentId: string, value: string): Refund {
    const amount = { ...this.#payment(paymentId).amount, value };
    const refund = { id: `re_${++this.#ids}`, paymentId, amount, metadata: null, status: this.refundStatus };
    this.refunds.unshift(refund);
    return refund;
  }

  /** The customer's bank takes an amount back. */
  chargeBack(paymentId: string, value: string): Chargeback {
    const amount = { ...this.#payment(paymentId).amount, value };
    const chargeback = { id: `chb_${++this.#ids}`, paymentId, amount, reversedAt: null };
    this.chargebacks.unshift(chargeback);
    return chargeback;
  }

  books(id: string) {
    const { status, parameters, amount, captures } = this.#payment(id);
    const isTaken = parameters.captureMode !== 'manual' && status === 'paid';
    const returned = this.refunds.filter((refund) => refund.paymentId === id && !movesNothing.has(refund.status));
    return {
      taken: isTaken ? centsOf(amount) : capturedOf(captures),
      returned: returned.reduce((sum, refund) => sum + centsOf(refund.amount), 0n),
    };
  }

  #show(method: string, pathname: string, query: URLSearchParams, parameters: Parameters): Shown {
    try {
      // A copy: what was answered does not change with the payment.
      const shown = structuredClone(this.#answer(method, pathname, query, parameters));
      if (shown.body !== undefined) requirePublished(method, pathname, shown.body);
      if (method === 'GET' || !this.#stored500) return shown;
      this.#stored500 = false;
      return new Refused(500, 'Internal server error').shown;
    } catch (error) {
      if (error instanceof Refused) return error.shown;
      throw error;
    }
  }

  #answer(method: string, pathname: string, query: URLSearchParams, parameters: Parameters): Shown {
    const [, , list, id, action] = pathname.split('/');
    if (list === 'refunds') return { status: 200, body: page(list, this.refunds.map(refundShown), query) };
    if (list === 'chargebacks') return { status: 200, body: page(list, this.chargebacks.map(chargebackShown), query) };
    if (id === undefined) return { status: 201, body: this.#shown(this.#create(parameters)) };
    const payment = this.#payment(id);
    const embed = query.get('embed');
    switch (`${method} ${action ?? ''}`) {
      case 'GET ':
        return { status: 200, body: this.#shown(payment, embed) };
      case 'DELETE ':
        return { status: 200, body: this.#shown(this.#cancel(payment)) };
      case 'POST release-authorization':
        if (payment.status !== 'authorized') throw new Refused(422, 'The payment is not authorized');
        this.#released.add(payment);
        if (!this.releasesLater) this.#release(payment);
        return { status: 202 };
      case 'POST captures':
        return { status: 201, body: this.#capture(payment, parameters) };
      case 'POST refunds':
        return { status: 201, body: refundShown(this.#refund(payment, parameters)) };
      case 'GET refunds':
        return { status: 200, body: page('refunds', this.#refundsOf(payment), query) };
      case 'GET chargebacks':
        return {
          status: 200,
          body: page('chargebacks', this.chargebacks.filter(isOf(payment)).map(chargebackShown), query),
        };
      default:
        throw new Error(`no such endpoint: ${method} ${pathname}`);
    }
  }

  #create(parameters: Parameters): Payment {
    const id = `tr_${++this.#ids}`;
    const payment = { id, amount: parameters.amount, parameters, status: 'open', captures: [] };
    this.payments.set(id, payment);
    return payment;
  }

  #cancel(payment: Payment): Payment {
    if (payment.status !== 'open' || !this.openIsCancelable) throw new Refused(422, 'The payment cannot be canceled');
    payment.status = 'canceled';
    return payment;
  }

  #capture(payment: Payment, { amount }: Parameters) {
    const before = payment.captures.filter(({ status }) => status !== 'failed');
    const left = centsOf(payment.amount) - before.reduce((sum, one) => sum + centsOf(one.amount), 0n);
    if (payment.status !== 'authorized') throw new Refused(422, 'The payment is not authorized');
    if (centsOf(amount) > left) throw new Refused(422, 'The amount is higher than the maximum', 'amount');
    const id = `cpt_${++this.#ids}`;
    const { captureStatus: status } = this;
    payment.captures.push({ status, amount });
    this.#settle(payment);
    const _links = { self: link(id), payment: link(`payments/${payment.id}`), documentation: link('') };
    return { resource: 'capture', id, mode: 'test', amount, status, paymentId: payment.id, createdAt, _links };
  }

  #settle(payment: Payment): void {
    if (capturedOf(payment.captures) === centsOf(payment.amount)) payment.status = 'paid';
  }

  #release(payment: Payment): void {
    this.#released.delete(payment);
    if (payment.status === 'authorized') payment.status = capturedOf(payment.captures) > 0n ? 'paid' : 'canceled';
  }

  #refund(payment: Payment, { amount, metadata = null }: Parameters): Refund {
    const { taken, returned } = this.books(payment.id);
    const content = `${payment.id} ${amount.value}`;
    if (this.#recent.has(content)) throw new Refused(409, 'A duplicate refund has been detected');
    // As documented, for some methods.
    if (returned + centsOf(amount) > taken + mostExtra) {
      throw new Refused(422, 'The specified amount cannot be refunded', 'amount');
    }
    this.#recent.add(content);
    const refund = {
      id: `re_${++this.#ids}`,
      paymentId: payment.id,
      amount,
      metadata,
      status: this.refundStatus,
    };
    this.refunds.unshift(refund);
    return refund;
  }

  #shown(
    { id, amount, parameters, status, authorizedAt, failureReason, captures }: Payment,
    embed: string | null = null,
  ) {
    const { description, redirectUrl, captureMode, metadata } = parameters;
    const captured = capturedOf(captures);
    const standing = this.chargebacks.filter((one) => one.paymentId === id && one.reversedAt === null);
    const chargedBack = standing.reduce((sum, one) => sum + centsOf(one.amount), 0n);
    return {
      resource: 'payment',
      id,
      mode: 'test',
      createdAt,
      amount,
      ...((captured > 0n || this.namesNoCapture) && { amountCaptured: { ...amount, value: decimalOf(captured) } }),
      amountRefunded: { ...amount, value: decimalOf(this.books(id).returned) },
      ...(chargedBack > 0n && { amountChargedBack: { ...amount, value: decimalOf(chargedBack) } }),
      description,
      redirectUrl,
      metadata,
      captureMode,
      method: 'creditcard',
      status,
      ...(status === 'open' && { isCancelable: this.openIsCancelable }),
      ...(authorizedAt && { authorizedAt, captureBefore: '2026-12-05' }),
      details: failureReason ? { failureReason } : null,
      profileId: 'pfl_1',
      sequenceType: 'oneoff',
      _links: {
        self: link(`payments/${id}`),
        dashboard: link(''),
        ...(captures.length > 0 && { captures: link(`payments/${id}/captures`) }),
        ...(status === 'open' && { checkout: { href: `https://pay.mollie.com/checkout/${id}`, type: 'text/html' } }),
      },
      ...(embed === 'captures' && (captures.length > 0 || this.embedsNone) && { _embedded: { captures } }),
      ...(embed === 'refunds' && { _embedded: { refunds: this.#refundsOf({ id }) } }),
    };
  }

  #refundsOf(payment: Pick<Payment, 'id'>) {
    return this.refundsLag ? [] : this.refunds.filter(isOf(payment)).map(refundShown);
  }

  #payment(id: string): Payment {
    const payment = this.payments.get(id);
    if (payment !== undefined) return payment;
    throw new Refused(404, `No payment exists with token ${id}.`);
  }
}

const isOf =
  ({ id }: Pick<Payment, 'id'>) =>
  ({ paymentId }: Readonly<{ paymentId: string }>) =>
    paymentId === id;

function page(name: string, all: readonly Readonly<{ id: string; paymentId: string }>[], query: URLSearchParams) {
  const from = query.has('from') ? all.findIndex(({ id }) => id === query.get('from')) : 0;
  const to = from + Number(query.get('limit') ?? 50);
  const path = `payments/${all[0]?.paymentId}/${name}?limit=${query.get('limit')}`;
  return {
    count: all.slice(from, to).length,
    _embedded: { [name]: all.slice(from, to) },
    _links: {
      self: link(path),
      previous: null,
      next: to < all.length ? link(`${path}&from=${all[to]?.id}`) : null,
      documentation: link(''),
    },
  };
}

function chargebackShown(chargeback: Chargeback) {
  const _links = {
    self: link(chargeback.id),
    payment: link(`payments/${chargeback.paymentId}`),
    documentation: link(''),
  };
  const reason = { code: 'AC01', description: 'Account identifier incorrect' };
  return { resource: 'chargeback', reason, createdAt, ...chargeback, _links };
}

function refundShown({ paymentId, ...refund }: Refund) {
  const _links = {
    self: link(refund.id),
    payment: link(`payments/${paymentId}`),
    documentation: link(''),
  };
  return { resource: 'refund', mode: 'test', description: '', createdAt, paymentId, ...refund, _links };
}

const capturedOf = (captures: Payment['captures']): bigint =>
  captures.filter(({ status }) => status === 'succeeded').reduce((sum, { amount }) => sum + centsOf(amount), 0n);

/** All amounts here have two digits. */
const centsOf = ({ value }: Amount): bigint => BigInt(value.replace('.', ''));
const decimalOf = (cents: bigint): string => String(cents).padStart(3, '0').replace(/..$/, '.$&');

/** An answer of a script, as `call` gives it. */
export function answered({ status, body }: Shown, replayed = false): IncomingResponse {
  const headers = new Headers(replayed ? { 'Idempotent-Replayed': 'true' } : {});
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  return { status, headers, body: new Blob([text]).stream() };
}
