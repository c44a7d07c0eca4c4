import type Stripe from 'stripe';
import type { IncomingResponse, OutgoingRequest } from '../../../src/runtime/http-call.ts';

type Params = Readonly<Record<string, string | undefined>>;
type Shown = Readonly<{ status: number; body: unknown }>;

/** As much of Stripe's objects as is read of them; typed by the official library. */
type Intent = Pick<Stripe.PaymentIntent, 'id' | 'currency' | 'amount' | 'client_secret' | 'metadata'> & {
  status: Stripe.PaymentIntent.Status;
  amount_received: number;
  amount_capturable: number;
  payment_method: string | null;
  customer: string | null;
  capture_method: string;
  cancellation_reason: string | null;
  last_payment_error: { type: string; code: string; decline_code?: string } | null;
  next_action: { type: string; redirect_to_url?: { url: string } } | null;
  latest_charge: unknown;
};
type Refund = Pick<Stripe.Refund, 'id' | 'amount' | 'currency' | 'metadata' | 'created'> & {
  status: string;
  payment_intent: string;
  failure_reason?: string;
};

/** The members of a dispute that are read. */
export type MemoryDispute = Pick<Stripe.Dispute, 'id' | 'amount' | 'currency' | 'reason' | 'created'> & {
  status: string;
  payment_intent: string;
  evidence_details: { due_by: number | null };
};

type MemoryEvent = Readonly<{
  id: string;
  type: string;
  created: number;
  livemode: boolean;
  data: { object: unknown };
}>;

class Refused extends Error {
  readonly shown: Shown;
  constructor(status: number, error: Record<string, unknown>) {
    super();
    this.shown = { status, body: { error } };
  }
}

/** Statuses of disputes whose charge Stripe does not refund. */
const blocking: ReadonlySet<string> = new Set(['needs_response', 'under_review', 'lost', 'prevented']);

/** Where Stripe settles in euros. */
const balanceTransaction = { fee: 61, currency: 'eur' };
/** Stripe does not know its fee yet. */
const withoutFee = 'pm_card_bypassPending';

export const pays = 'pm_card_visa';
export const declines = 'pm_card_visa_chargeDeclined';
export const asks = 'pm_card_authenticationRequired';
/** Saved for a customer. An intent without that customer is opened with it all the same, and refused when it is confirmed. */
export const saved = 'pm_saved';
/** Paid with before. Stripe opens no second intent with it, and its error has neither a code nor a parameter. */
export const used = 'pm_used';
/** A bank debit: Stripe works on it until `finish` is called. */
export const takesDays = 'pm_usBankAccount';

/**
 * Stripe as its documentation describes it, as far as the adapter uses it: intents and their states, keys that are remembered
 * until they are forgotten, refunds with pages. Written by us, so it proves nothing about Stripe: localstripe and stripe-mock
 * are the judges.
 */
export class MemoryStripe {
  readonly intents = new Map<string, Intent>();
  readonly refunds: Refund[] = [];
  /** The newest first. */
  readonly disputes: MemoryDispute[] = [];
  /** In the order in which they happened. Another service's may be among them. */
  readonly events: MemoryEvent[] = [];
  /** A restricted key may lack that permission. */
  mayReadDisputes: boolean = true;
  readonly requests: OutgoingRequest[] = [];
  /** Requests for the list of events, which come each hour and are in none of the others. */
  listings = 0;
  /** Method and path of each request: `POST /v1/payment_intents/pi_1/confirm`. */
  readonly paths: string[] = [];
  /** Refunds take this state, instead of being done at once. */
  refundStatus = 'succeeded';
  readonly #answers = new Map<string, Readonly<{ request: string; shown: Shown }>>();
  #next500: 'carried out' | 'not carried out' | undefined;
  #ids = 0;

  /** The next POST fails to be answered; a key stores that failure, whether or not it was carried out. */
  answerWith500(was: 'carried out' | 'not carried out' = 'carried out'): void {
    this.#next500 = was;
  }

  /** A day has passed. */
  forgetKeys(): void {
    this.#answers.clear();
  }

  readonly call = async (address: string, request: OutgoingRequest): Promise<IncomingResponse> => {
    const { pathname, searchParams } = new URL(address);
    if (pathname === '/v1/events') this.listings++;
    else {
      this.requests.push(request);
      this.paths.push(`${request.method} ${pathname}`);
    }
    const { 'Idempotency-Key': key = '' } = request.headers;
    const known = this.#answers.get(key);
    const content = `${pathname}?${request.body}`;
    if (known !== undefined && known.request !== content) {
      return answered({ status: 400, body: { error: { type: 'idempotency_error' } } });
    }
    if (known !== undefined) return answered(known.shown, true);
    const params = request.method === 'POST' ? new URLSearchParams(request.body) : searchParams;
    const shown = this.#show(String(request.method), pathname, Object.fromEntries(params));
    if (key !== '') this.#answers.set(key, { request: content, shown });
    return answered(shown);
  };

  /** The bank has decided about a debit. */
  finish(id: string): void {
    this.#take(this.#intent(id));
  }

  /** Stripe lets an authorization go that nobody captured, without an error. */
  expire(id: string): void {
    Object.assign(this.#intent(id), { status: 'canceled', cancellation_reason: 'automatic', amount_capturable: 0 });
  }

  /** Somebody captures an authorization in Stripe's dashboard. */
  captureByHand(id: string, minor: number): void {
    this.#capture(this.#intent(id), { amount_to_capture: String(minor) });
  }

  /** Somebody gives money back in Stripe's dashboard. */
  refundByHand(id: string, minor: number, status = 'succeeded'): Refund {
    const refund: Refund = {
      id: `re_${++this.#ids}`,
      amount: minor,
      currency: this.#intent(id).currency,
      metadata: {},
      created: 1_795_250_000,
      status,
      payment_intent: id,
    };
    this.refunds.unshift(refund);
    return refund;
  }

  /** A customer pays in a browser, with another card if the first was refused. */
  payInBrowser(id: string): void {
    if (this.#intent(id).status === 'requires_payment_method') this.#take(this.#intent(id));
  }

  /** All intents by which money was taken from one payment. */
  charges(paymentId: string): Intent[] {
    return [...this.intents.values()].filter(
      ({ metadata, amount_received }) => metadata.payment_id === paymentId && amount_received > 0,
    );
  }

  /** The customer's browser, with the client secret. False if the intent cannot be paid any more. */
  authenticate(id: string, succeeds: boolean): boolean {
    const intent = this.#intent(id);
    if (intent.status !== 'requires_action') return false;
    intent.next_action = null;
    if (succeeds) this.#take(intent);
    else this.#fail(intent, { type: 'invalid_request_error', code: 'payment_intent_authentication_failure' });
    return true;
  }

  /** The customer disputes a payment at their bank. */
  dispute(id: string, but: Partial<MemoryDispute> = {}): MemoryDispute {
    const { amount_received: amount, currency } = this.#intent(id);
    const made: MemoryDispute = {
      id: `du_${++this.#ids}`,
      amount,
      currency,
      reason: 'fraudulent',
      created: 1_795_250_000,
      status: 'needs_response',
      payment_intent: id,
      evidence_details: { due_by: 1_796_000_000 },
      ...but,
    };
    this.disputes.unshift(made);
    return made;
  }

  books(id: string) {
    const returned = this.refunds.filter(({ payment_intent, status }) => payment_intent === id && status !== 'failed');
    return {
      taken: BigInt(this.#intent(id).amount_received),
      returned: BigInt(returned.reduce((sum, { amount }) => sum + amount, 0)),
    };
  }

  #show(method: string, pathname: string, params: Params): Shown {
    const fails = method === 'GET' ? undefined : this.#next500;
    if (fails !== undefined) this.#next500 = undefined;
    try {
      if (fails === 'not carried out') return serverError;
      // A copy: what was answered does not change with the intent.
      const body = structuredClone(this.#answer(method, pathname, params));
      return fails === undefined ? { status: 200, body } : serverError;
    } catch (error) {
      if (error instanceof Refused) return structuredClone(error.shown);
      throw error;
    }
  }

  #answer(method: string, pathname: string, params: Params): unknown {
    const [, , kind, id = '', action = ''] = pathname.split('/');
    if (kind === 'payment_intents' && method === 'POST' && id === '') return this.#create(params);
    if (kind === 'payment_intents' && method === 'GET') return this.#intent(id);
    if (kind === 'payment_intents' && action === 'confirm') return this.#confirm(this.#intent(id), params);
    if (kind === 'payment_intents' && action === 'cancel') return this.#cancel(this.#intent(id));
    if (kind === 'payment_intents' && action === 'capture') return this.#capture(this.#intent(id), params);
    if (kind === 'refunds' && method === 'POST') return this.#refund(params);
    if (kind === 'refunds') return page(this.refunds, params);
    if (kind === 'disputes') return this.#disputes(params);
    if (kind === 'events') return this.#listed(params);
    throw new Error(`no such endpoint: ${method} ${pathname}`);
  }

  #create({ amount, currency = '', payment_method, capture_method = '', ...params }: Params): Intent {
    if (payment_method === used) {
      throw new Refused(400, {
        type: 'invalid_request_error',
        message:
          'The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment. It may not be used again.',
      });
    }
    const id = `pi_${++this.#ids}`;
    const intent: Intent = {
      id,
      status: payment_method === undefined ? 'requires_payment_method' : 'requires_confirmation',
      amount: Number(amount),
      currency,
      amount_received: 0,
      amount_capturable: 0,
      client_secret: `${id}_secret_x`,
      metadata: metadataOf(params),
      payment_method: payment_method ?? null,
      customer: params.customer ?? null,
      capture_method,
      cancellation_reason: null,
      last_payment_error: null,
      next_action: null,
      latest_charge: null,
    };
    this.intents.set(id, intent);
    return intent;
  }

  #confirm(intent: Intent, { error_on_requires_action, off_session, return_url }: Params): Intent {
    if (intent.status !== 'requires_confirmation') throw unexpected(intent);
    if (intent.payment_method === saved && intent.customer === null) {
      const error = { type: 'invalid_request_error', code: 'parameter_missing', param: 'source' };
      throw new Refused(400, { ...error, payment_intent: intent });
    }
    if (intent.payment_method === declines) {
      throw this.#fail(intent, { type: 'card_error', code: 'card_declined', decline_code: 'generic_decline' });
    }
    if (intent.payment_method === takesDays) return Object.assign(intent, { status: 'processing' });
    if (intent.payment_method !== asks) return this.#take(intent);
    if (error_on_requires_action === 'true' || off_session === 'true') {
      throw this.#fail(intent, { type: 'card_error', code: 'authentication_required' });
    }
    intent.status = 'requires_action';
    const url = 'https://hooks.stripe.com/redirect/authenticate';
    intent.next_action = return_url
      ? { type: 'redirect_to_url', redirect_to_url: { url } }
      : { type: 'use_stripe_sdk' };
    return intent;
  }

  #take(intent: Intent): Intent {
    const later = intent.capture_method === 'manual';
    intent.status = later ? 'requires_capture' : 'succeeded';
    intent[later ? 'amount_capturable' : 'amount_received'] = intent.amount;
    intent.latest_charge = {
      id: `ch_${intent.id}`,
      balance_transaction: later || intent.payment_method === withoutFee ? null : balanceTransaction,
      payment_method_details: { card: { capture_before: later ? 1_800_000_000 : null } },
    };
    return intent;
  }

  #fail(intent: Intent, error: NonNullable<Intent['last_payment_error']>): Refused {
    Object.assign(intent, { status: 'requires_payment_method', payment_method: null, last_payment_error: error });
    return new Refused(402, { ...error, payment_intent: intent });
  }

  #cancel(intent: Intent): Intent {
    if (['succeeded', 'canceled', 'processing'].includes(intent.status)) throw unexpected(intent);
    return Object.assign(intent, { status: 'canceled', amount_capturable: 0, next_action: null });
  }

  #capture(intent: Intent, { amount_to_capture }: Params): Intent {
    if (intent.status !== 'requires_capture') throw unexpected(intent);
    if (Number(amount_to_capture) > intent.amount_capturable) {
      throw new Refused(400, { type: 'invalid_request_error', code: 'amount_too_large', param: 'amount_to_capture' });
    }
    return Object.assign(intent, {
      status: 'succeeded',
      amount_capturable: 0,
      amount_received: Number(amount_to_capture),
      latest_charge: { balance_transaction: balanceTransaction },
    });
  }

  #refund({ payment_intent = '', amount, ...params }: Params): Refund {
    const { currency } = this.#intent(payment_intent);
    if (this.disputes.some((one) => one.payment_intent === payment_intent && blocking.has(one.status))) {
      throw new Refused(400, { type: 'invalid_request_error', code: 'charge_disputed' });
    }
    const { taken, returned } = this.books(payment_intent);
    if (returned + BigInt(amount ?? 0) > taken) {
      throw new Refused(400, { type: 'invalid_request_error', code: 'charge_already_refunded' });
    }
    const refund = {
      id: `re_${++this.#ids}`,
      amount: Number(amount),
      currency,
      payment_intent,
      status: this.refundStatus,
      created: 1_795_250_000,
      metadata: metadataOf(params),
    };
    this.refunds.unshift(refund);
    return refund;
  }

  #listed({ 'created[gte]': since = '0', 'created[lt]': until, limit = '10', starting_after }: Params) {
    if (!this.mayReadDisputes) throw new Refused(403, { type: 'invalid_request_error' });
    const isIn = (created: number) => created >= Number(since) && (until === undefined || created < Number(until));
    const all = this.events.toReversed().filter(({ created }) => isIn(created));
    const from = all.findIndex(({ id }) => id === starting_after) + 1;
    return { object: 'list', data: all.slice(from, from + Number(limit)), has_more: from + Number(limit) < all.length };
  }

  #disputes(params: Params) {
    if (this.mayReadDisputes) return page(this.disputes, params);
    throw new Refused(403, { type: 'invalid_request_error', code: 'more_permissions_required' });
  }

  #intent(id: string): Intent {
    const intent = this.intents.get(id);
    if (intent !== undefined) return intent;
    throw new Refused(404, { type: 'invalid_request_error', code: 'resource_missing', param: 'intent' });
  }
}

function page(
  of: readonly Readonly<{ id: string; payment_intent: string }>[],
  { payment_intent, limit = '10', starting_after }: Params,
) {
  const all = of.filter((one) => one.payment_intent === payment_intent);
  const from = all.findIndex(({ id }) => id === starting_after) + 1;
  const to = from + Number(limit);
  return { object: 'list', data: all.slice(from, to), has_more: to < all.length };
}

const serverError: Shown = { status: 500, body: { error: { type: 'api_error' } } };

const unexpected = (intent: Intent) =>
  new Refused(400, {
    type: 'invalid_request_error',
    code: 'payment_intent_unexpected_state',
    payment_intent: intent,
  });

const metadataOf = (params: Params) =>
  Object.fromEntries(
    Object.entries(params).flatMap(([name, value]) => {
      const [, inner] = /^metadata\[(.*)\]$/.exec(name) ?? [];
      return inner === undefined ? [] : [[inner, value ?? '']];
    }),
  );

/** An answer of a script, as `call` gives it. */
export function answered({ status, body }: Shown, replayed = false): IncomingResponse {
  const headers = new Headers({ 'Request-Id': 'req_test', ...(replayed && { 'Idempotent-Replayed': 'true' }) });
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return { status, headers, body: new Blob([text]).stream() };
}
