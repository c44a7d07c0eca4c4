import type { TraceContext } from '../domain/trace-context.ts';
import type { Io } from './io.ts';
import type { InvocationTrace, SpanAttributes, SpanEnd, SpanStart } from './trace.ts';

/** A finished step of a trace. Times are in milliseconds since the epoch, with fractions. */
export type RecordedSpan = Required<SpanStart> &
  Readonly<{ id: string; startedAt: number; endedAt: number; failed: boolean }>;

/** One invocation’s part of a trace, finished. */
export type TracePart = Readonly<{
  traceId: string;
  parentId: string | undefined;
  /** Its parent is the segment that Lambda itself records for the invocation. */
  isWithinLambda: boolean;
  root: RecordedSpan;
  children: readonly RecordedSpan[];
}>;

export type Recorder = Readonly<{
  /** Milliseconds with fractions, from any beginning. */
  elapsed: () => number;
  /** 16 random hexadecimal digits. */
  newSpanId: () => string;
  record: (part: TracePart) => void;
}>;

/** A part is one UDP packet of at most 64 KB: later children are counted instead. */
const mostChildren = 100;

/** Errors that answer a conditional write. The caller handles them, so the step did not fail. */
const answers = new Set(['ConditionalCheckFailedException', 'TransactionCanceledException']);

export class RecordedTrace implements InvocationTrace {
  readonly context: TraceContext;
  readonly #parent: TraceContext;
  readonly #recorder: Recorder;
  readonly #isWithinLambda: boolean;
  readonly #beginning: number;
  readonly #startedAt: number;
  readonly #children: RecordedSpan[] = [];
  #dropped: number;

  constructor(parent: TraceContext, { now }: Pick<Io, 'now'>, recorder: Recorder, isWithinLambda = false) {
    this.#dropped = 0;
    this.#parent = parent;
    this.#recorder = recorder;
    this.#isWithinLambda = isWithinLambda;
    this.#beginning = now() - recorder.elapsed();
    this.#startedAt = this.#now();
    this.context = this.#next();
  }

  async span<Result>(
    start: SpanStart,
    work: (context: TraceContext) => Promise<Result>,
    endOf: (result: Result) => SpanEnd = () => ({ failed: false }),
  ): Promise<Result> {
    const context = this.#next();
    const startedAt = this.#now();
    try {
      const result = await work(context);
      this.#keep(start, context, startedAt, endOf(result));
      return result;
    } catch (error) {
      const cause = error instanceof Error ? error.name : typeof error;
      this.#keep(start, context, startedAt, { failed: !answers.has(cause), attributes: { error: cause } });
      throw error;
    }
  }

  end({ kind, name, attributes }: SpanStart, failed: boolean): void {
    if (!this.#parent.sampled) return;
    const { traceId, spanId: id = '' } = this.context;
    const all = { ...this.#paymentId(), ...attributes, ...(this.#dropped > 0 && { dropped_spans: this.#dropped }) };
    const times = { startedAt: this.#startedAt, endedAt: this.#now() };
    this.#recorder.record({
      traceId,
      parentId: this.#parent.spanId,
      isWithinLambda: this.#isWithinLambda,
      root: { id, kind, name, ...times, failed, attributes: all },
      children: this.#children,
    });
  }

  #keep(start: SpanStart, { spanId: id = '' }: TraceContext, startedAt: number, { failed, attributes }: SpanEnd): void {
    if (this.#children.length >= mostChildren) {
      this.#dropped++;
      return;
    }
    const all = { ...start.attributes, ...attributes };
    this.#children.push({ ...start, id, startedAt, endedAt: this.#now(), failed, attributes: all });
  }

  #paymentId(): SpanAttributes {
    const found = this.#children.find(({ attributes }) => attributes.payment_id !== undefined);
    return found === undefined ? {} : { payment_id: found.attributes.payment_id };
  }

  #now(): number {
    return this.#beginning + this.#recorder.elapsed();
  }

  #next(): TraceContext {
    return { ...this.#parent, spanId: this.#recorder.newSpanId() };
  }
}
