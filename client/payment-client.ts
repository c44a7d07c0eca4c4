import { decimalAmount } from './amounts.ts';
import { isText, required } from './arguments.ts';
import type { Done, Fields, HttpRequest, Refused } from './attempt.ts';
import type { CallOptions, ClientOptions, Once, Resumed } from './client-options.ts';
import { RefusedError } from './errors.ts';
import { idempotencyKeyHeader } from './idempotency-key.ts';
import { platformIo } from './io.ts';
import type { CommandName, KeyStore, StoredRequest } from './keys/key-store.ts';
import { pages } from './pages.ts';
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

export type { CallOptions, ClientOptions, Once, Resumed } from './client-options.ts';
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

  async pay(request: PaymentRequest, once: Once, options?: CallOptions): Promise<PayResult> {
    const body = { ...request, amount: decimalAmount(request.amount, request.currency ?? 'USD') };
    return this.#command('pay', undefined, body, once, options, payResult);
  }

  /** Takes the money of an authorized payment. */
  async capture(paymentId: string, request: CaptureRequest, once: Once, options?: CallOptions): Promise<PayResult> {
    return this.#command('capture', paymentId, withAmount(request), once, options, payResult);
  }

  /** Releases the money of an authorized payment. */
  async cancel(paymentId: string, once: Once, options?: CallOptions): Promise<CancelResult> {
    return this.#command('cancel', paymentId, undefined, once, options, cancelResult);
  }

  async refund(paymentId: string, request: RefundRequest, once: Once, options?: CallOptions): Promise<RefundResult> {
    return this.#command('refund', paymentId, withAmount(request), once, options, refundResult);
  }

  /**
   * Sends again what was sent and not answered, such as after a crash. Goes on with the others when one is not answered, or by what
   * this client cannot read, and throws an AggregateError for those at the end. Call it when a process starts, and then from time to time.
   */
  async *resume({ signal }: CallOptions = {}): AsyncGenerator<Resumed, void, undefined> {
    const unanswered: unknown[] = [];
    const failed = (error: unknown) => {
      signal?.throwIfAborted();
      unanswered.push(error);
    };
    const keys = this.#requiredKeys();
    try {
      for await (const request of keys.unanswered()) {
        try {
          yield await this.#resumed(request, signal);
        } catch (error) {
          failed(error);
        }
      }
    } catch (error) {
      failed(error);
    }
    if (unanswered.length) throw new AggregateError(unanswered, `${unanswered.length} requests are still unanswered`);
  }

  async get(paymentId: string, options?: CallOptions): Promise<Payment> {
    return this.#read(pathOf('payments', paymentId), options);
  }

  async getRefund(refundId: string, options?: CallOptions): Promise<RefundNow> {
    return this.#read(pathOf('refunds', refundId), options);
  }

  /** Looks up the request with a key. */
  async lookUp(key: string, options?: CallOptions): Promise<KeyFate> {
    return this.#read(pathOf('idempotency-keys', key), options);
  }

  async timeline(paymentId: string, options?: CallOptions): Promise<Timeline> {
    return this.#read(`${pathOf('payments', paymentId)}/timeline`, options);
  }

  /** Newest first. */
  list(filters: PaymentFilters = {}, options?: CallOptions): AsyncGenerator<ListedPayment, void, undefined> {
    return pages('payments', filters, (path) => this.#read(path, options));
  }

  /** Newest first. */
  events(filters: EventFilters = {}, options?: CallOptions): AsyncGenerator<ServiceEvent, void, undefined> {
    return pages('events', filters, (path) => this.#read(path, options));
  }

  async #command<Result>(
    command: CommandName,
    paymentId: string | undefined,
    content: object | undefined,
    once: Once,
    { signal }: CallOptions = {},
    read: ReadAnswer<Result>,
  ): Promise<Result> {
    // Nothing is stored or sent yet.
    signal?.throwIfAborted();
    // Not by the id: a program without types may have none, and would pay instead.
    const path = command === 'pay' ? '/v1/payments' : `${pathOf('payments', paymentId)}/${command}`;
    const { key, intent } = { ...once };
    if ((key === undefined) === (intent === undefined)) throw new TypeError('give a key or intent');
    required(key ?? intent, 'key or intent');
    const body = content && JSON.stringify(content);
    // Your key may have been sent before this call.
    if (key !== undefined) return this.#answer({ path, body, key }, true, signal, read);
    const newKey = this.#sending.io.newKey();
    const wanted = { command, intent, key: newKey, path, ...(body && { body }) };
    // A stored request stays, even if the caller aborts before it is sent: another caller may have got its key, and be sending it.
    const stored = await this.#requiredKeys().claim(wanted);
    // No key would tell the service that these are two: a key of a refund belongs to its payment, and a capture has none.
    if (stored.path !== path) throw new TypeError(`intent ${intent} is of ${stored.path}`);
    // If the stored request was another one and was done, the service refuses this one, because it has the same key.
    const request = { ...wanted, key: stored.key };
    return this.#answer(request, stored.key !== newKey, signal, read, request);
  }

  async #resumed(request: StoredRequest, signal: AbortSignal | undefined): Promise<Resumed> {
    const { command, intent } = request;
    const answer = <Result>(read: ReadAnswer<Result>) => this.#answer(request, true, signal, read, request);
    switch (command) {
      case 'pay':
      case 'capture':
        return { command, intent, result: await answer(payResult) };
      case 'cancel':
        return { command, intent, result: await answer(cancelResult) };
      case 'refund':
        return { command, intent, result: await answer(refundResult) };
    }
  }

  /** `stored`: the request as the key store has it, if it does. */
  async #answer<Result>(
    { path, body, key }: KeyedRequest,
    wasSent: boolean,
    signal: AbortSignal | undefined,
    read: ReadAnswer<Result>,
    stored?: StoredRequest,
  ): Promise<Result> {
    const headers = {
      ...this.#headers,
      'Idempotency-Key': idempotencyKeyHeader(key),
      ...(body && { 'Content-Type': 'application/json' }),
    };
    const request: HttpRequest = { method: 'POST', url: this.#url + path, headers, body };
    const answer = await send(request, this.#sending, signal, wasSent, key);
    const result = read(answer, key);
    // That another request of this intent was done is no answer to it.
    if (stored && answer.problem?.code !== 'idempotency_key_reused') {
      // The result is known: a store that fails now costs a replay in the next resume().
      await this.#requiredKeys()
        .answered(stored)
        .catch(() => {});
    }
    return result;
  }

  async #read<Body extends Fields>(path: string, { signal }: CallOptions = {}): Promise<Body> {
    const request: HttpRequest = { method: 'GET', url: this.#url + path, headers: this.#headers };
    const answer = await send(request, this.#sending, signal);
    if (answer.kind === 'refused') throw new RefusedError(`GET ${path}`, answer.problem);
    return answer.fields as Body;
  }

  #requiredKeys(): KeyStore {
    if (!this.#keys) throw new TypeError('intents need a KeyStore: { keys }');
    return this.#keys;
  }
}

type KeyedRequest = Readonly<{ path: string; body?: string | undefined; key: string }>;
type ReadAnswer<Result> = (answer: Done | Refused, key: string) => Result;

const pathOf = (kind: string, id: string | undefined): string =>
  `/v1/${kind}/${encodeURIComponent(required(id, 'id'))}`;

/** With the currency of its minor units: 5 JPY must never be refunded as 5.00 of another currency. */
function withAmount(request: CaptureRequest | RefundRequest): object {
  const { amount } = request;
  if (amount === undefined || isText(amount)) return request;
  const { currency } = amount;
  return { ...request, amount: decimalAmount(amount, currency), currency };
}
