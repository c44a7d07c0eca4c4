import { decimalAmount } from './amounts.ts';
import type { Done, Fields, HttpRequest, Refused } from './attempt.ts';
import type { ClientOptions, Once, Resumed } from './client-options.ts';
import { RefusedError, UnansweredError } from './errors.ts';
import { idempotencyKeyHeader } from './idempotency-key.ts';
import { platformIo } from './io.ts';
import type { CommandName, KeyStore, StoredRequest } from './keys/key-store.ts';
import { pages, queryOf } from './pages.ts';
import {
  type CancelResult,
  cancelResult,
  type PayResult,
  payResult,
  type RefundResult,
  refundResult,
} from './results.ts';
import { type Sending, send } from './send.ts';
import type {
  CaptureRequest,
  EventFilters,
  KeyFate,
  ListedPayment,
  Payment,
  PaymentFilters,
  PaymentRequest,
  RefundNow,
  RefundRequest,
  ServiceEvent,
  Timeline,
} from './types.ts';

export type { ClientOptions, Once, Resumed } from './client-options.ts';
export { RefusedError, UnansweredError } from './errors.ts';

/**
 * Calls the payment service. Commands throw UnansweredError when the outcome is unknown, and are safe to call again with the
 * same key or intent. Reads throw RefusedError for what the service refuses.
 */
export class PaymentClient {
  readonly #url: string;
  readonly #keys: KeyStore | undefined;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #sending: Sending;

  constructor({ url, authorize, keys, attemptMs = 15_000, deadlineMs = 60_000, headers = {}, io }: ClientOptions) {
    this.#url = url.replace(/\/+$/, '');
    this.#keys = keys;
    this.#headers = headers;
    this.#sending = { io: { ...platformIo, ...io }, authorize, attemptMs, deadlineMs };
  }

  async pay(request: PaymentRequest, once: Once): Promise<PayResult> {
    const body = { ...request, amount: decimalAmount(request.amount, request.currency ?? 'USD') };
    return this.#command('pay', '/v1/payments', body, once, payResult);
  }

  /** Takes the money of an authorized payment. */
  async capture(paymentId: string, request: CaptureRequest, once: Once): Promise<PayResult> {
    return this.#command('capture', `${pathOf(paymentId)}/capture`, withAmount(request), once, payResult);
  }

  /** Releases the money of an authorized payment. */
  async cancel(paymentId: string, once: Once): Promise<CancelResult> {
    return this.#command('cancel', `${pathOf(paymentId)}/cancel`, undefined, once, cancelResult);
  }

  async refund(paymentId: string, request: RefundRequest, once: Once): Promise<RefundResult> {
    return this.#command('refund', `${pathOf(paymentId)}/refund`, withAmount(request), once, refundResult);
  }

  /**
   * Sends again what was sent and not answered, such as after a crash. Goes on with the others when one is not answered, and
   * throws an AggregateError for those at the end. Call it when a process starts, and then from time to time.
   */
  async *resume(): AsyncGenerator<Resumed, void, undefined> {
    const unanswered: UnansweredError[] = [];
    for await (const request of this.#requiredKeys().unanswered()) {
      try {
        yield await this.#resumed(request);
      } catch (error) {
        if (!(error instanceof UnansweredError)) throw error;
        unanswered.push(error);
      }
    }
    if (unanswered.length > 0)
      throw new AggregateError(unanswered, `${unanswered.length} requests are still unanswered`);
  }

  async get(paymentId: string): Promise<Payment> {
    return (await this.#read(pathOf(paymentId))) as Payment;
  }

  async getRefund(refundId: string): Promise<RefundNow> {
    return (await this.#read(`/v1/refunds/${encodeURIComponent(refundId)}`)) as RefundNow;
  }

  /** Looks up the request with a key. */
  async lookUp(key: string): Promise<KeyFate> {
    return (await this.#read(`/v1/idempotency-keys/${encodeURIComponent(key)}`)) as KeyFate;
  }

  async timeline(paymentId: string): Promise<Timeline> {
    return (await this.#read(`${pathOf(paymentId)}/timeline`)) as Timeline;
  }

  /** Newest first. */
  list(filters: PaymentFilters = {}): AsyncGenerator<ListedPayment, void, undefined> {
    return pages((cursor) => this.#read(`/v1/payments${queryOf(filters, cursor)}`), 'payments');
  }

  /** Newest first. */
  events(filters: EventFilters = {}): AsyncGenerator<ServiceEvent, void, undefined> {
    return pages((cursor) => this.#read(`/v1/events${queryOf(filters, cursor)}`), 'events');
  }

  async #command<Result>(
    command: CommandName,
    path: string,
    content: object | undefined,
    once: Once,
    read: ReadAnswer<Result>,
  ): Promise<Result> {
    const body = content && JSON.stringify(content);
    // Your key may have been sent before this call.
    if (once.key !== undefined) return read(await this.#send(path, body, once.key, true), once.key);
    const newKey = this.#sending.io.newKey();
    const wanted = { command, intent: once.intent, key: newKey, path, ...(body !== undefined && { body }) };
    const stored = await this.#requiredKeys().claim(wanted);
    // If the stored request was another one and was done, the service refuses this one, because it has the same key.
    return this.#answer({ ...wanted, key: stored.key }, stored.key !== newKey, read);
  }

  async #resumed(request: StoredRequest): Promise<Resumed> {
    const { command, intent } = request;
    switch (command) {
      case 'pay':
      case 'capture':
        return { command, intent, result: await this.#answer(request, true, payResult) };
      case 'cancel':
        return { command, intent, result: await this.#answer(request, true, cancelResult) };
      case 'refund':
        return { command, intent, result: await this.#answer(request, true, refundResult) };
    }
  }

  async #answer<Result>(request: StoredRequest, wasSent: boolean, read: ReadAnswer<Result>): Promise<Result> {
    const { path, body, key } = request;
    const result = read(await this.#send(path, body, key, wasSent), key);
    // The result is known: a store that fails now costs a replay in the next resume().
    await this.#requiredKeys()
      .answered(request)
      .catch(() => {});
    return result;
  }

  #send(path: string, body: string | undefined, key: string, wasSent: boolean): Promise<Done | Refused> {
    const headers = {
      ...this.#headers,
      'Idempotency-Key': idempotencyKeyHeader(key),
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
    };
    return send({ method: 'POST', url: this.#url + path, headers, body }, this.#sending, wasSent, key);
  }

  async #read(path: string): Promise<Fields> {
    const request: HttpRequest = { method: 'GET', url: this.#url + path, headers: this.#headers, body: undefined };
    const answer = await send(request, this.#sending, false);
    if (answer.kind === 'refused') throw new RefusedError(`GET ${path}`, answer.problem);
    return answer.fields;
  }

  #requiredKeys(): KeyStore {
    if (this.#keys === undefined)
      throw new TypeError('intents and resume() need a KeyStore: new PaymentClient({ keys })');
    return this.#keys;
  }
}

type ReadAnswer<Result> = (answer: Done | Refused, key: string) => Result;

const pathOf = (paymentId: string): string => `/v1/payments/${encodeURIComponent(paymentId)}`;

const withAmount = <Request extends CaptureRequest | RefundRequest>({ amount, ...rest }: Request): object => ({
  ...rest,
  ...(amount !== undefined && {
    amount: typeof amount === 'string' ? amount : decimalAmount(amount, amount.currency),
  }),
});
