import { otlpRequest } from './otlp-request.ts';
import type { OtlpSettings } from './otlp-settings.ts';
import type { TraceSpan } from './span.ts';

/** Defaults of OpenTelemetry's SDKs, except that a developer waits for a second instead of five. */
const mostQueued = 2_048;
const mostInRequest = 512;
const delayMs = 1_000;
const longestDelayMs = 30_000;
/** For what is left when the runtime stops. */
const lastMs = 1_000;

/** The collector asks for the spans again later: https://opentelemetry.io/docs/specs/otlp/#failures-1 */
const retryable: ReadonlySet<number> = new Set([429, 502, 503, 504]);

type CollectorRequest = Pick<OtlpSettings, 'url' | 'headers' | 'timeoutMs'> & Readonly<{ body: string }>;

export type ExporterIo = Readonly<{
  /** Resolves with the status. Rejects without an answer, or if it is aborted. */
  post: (request: CollectorRequest, aborted: AbortSignal) => Promise<number>;
  /** Returns what cancels it. */
  after: (ms: number, run: () => void) => () => void;
}>;

/**
 * Exports spans in the background. The queue is bounded: what a collector does not take in time is dropped, counted, and
 * reported once.
 */
export class OtlpExporter {
  readonly #settings: OtlpSettings;
  readonly #report: (message: string) => void;
  readonly #io: ExporterIo;
  #queue: TraceSpan[] = [];
  #cancel: (() => void) | undefined;
  #sending: Promise<void> | undefined;
  readonly #stopped = new AbortController();
  #isStopping: boolean;
  #failures = 0;
  #dropped = 0;
  #problem: string | undefined;

  constructor(settings: OtlpSettings, report: (message: string) => void, io: ExporterIo = realIo) {
    this.#isStopping = false;
    this.#settings = settings;
    this.#report = report;
    this.#io = io;
  }

  get dropped(): number {
    return this.#dropped;
  }

  add(spans: readonly TraceSpan[]): void {
    const room = Math.max(0, mostQueued - this.#queue.length);
    this.#queue.push(...spans.slice(0, room));
    this.#drop(spans.length - Math.min(room, spans.length));
    this.#schedule();
  }

  /** Sends what is left, once and within a second. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#cancel?.();
    const cancel = this.#io.after(lastMs, () => this.#stopped.abort());
    await this.#sending;
    this.#failures = 0;
    while (this.#queue.length > 0 && this.#failures === 0) await this.#send();
    cancel();
    this.#drop(this.#queue.length);
    this.#queue = [];
    if (this.#dropped > 0) this.#report(`${this.#dropped} spans were not exported: ${this.#problem}.`);
  }

  #schedule(): void {
    if (this.#isStopping || this.#cancel !== undefined || this.#sending !== undefined || this.#queue.length === 0)
      return;
    const ms = Math.min(longestDelayMs, delayMs * 2 ** this.#failures);
    this.#cancel = this.#io.after(ms, () => {
      this.#cancel = undefined;
      this.#sending = this.#send().finally(() => {
        this.#sending = undefined;
        this.#schedule();
      });
    });
  }

  async #send(): Promise<void> {
    const spans = this.#queue.slice(0, mostInRequest);
    const { url, headers, timeoutMs, resource } = this.#settings;
    const body = otlpRequest(spans, resource);
    const request = { url, timeoutMs, headers: { 'Content-Type': 'application/json', ...headers }, body };
    const status = await this.#io.post(request, this.#stopped.signal).catch(() => undefined);
    const isTaken = status !== undefined && status >= 200 && status < 300;
    if (!isTaken)
      this.#problem = `the collector at ${new URL(url).origin} ${status === undefined ? 'does not answer' : `answers ${status}`}`;
    const isLeft = status === undefined || retryable.has(status);
    this.#failures = isLeft ? this.#failures + 1 : 0;
    if (isLeft) return;
    this.#queue.splice(0, spans.length);
    if (!isTaken) this.#drop(spans.length);
  }

  #drop(count: number): void {
    if (count === 0) return;
    if (this.#dropped === 0) {
      this.#report(
        `Spans are dropped: ${this.#problem ?? 'they come faster than the collector takes them'}. No request waits for it.`,
      );
    }
    this.#dropped += count;
  }
}

const realIo: ExporterIo = {
  async post({ url, headers, body, timeoutMs }, aborted) {
    const signal = AbortSignal.any([aborted, AbortSignal.timeout(timeoutMs)]);
    const response = await fetch(url, { method: 'POST', headers, body, signal });
    await response.body?.cancel();
    return response.status;
  },
  after(ms, run) {
    const timer = setTimeout(run, ms).unref();
    return () => clearTimeout(timer);
  },
};
