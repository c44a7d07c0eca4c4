/** A step of a trace as `GET /_local/traces` has it. Times are in milliseconds since the epoch, with fractions. */
export type LocalSpan = Readonly<{
  spanId: string;
  parentSpanId?: string | undefined;
  name: string;
  startedAt: number;
  endedAt: number;
  failed: boolean;
  attributes: Readonly<Record<string, string | number | boolean>>;
}>;

export type LocalTrace = Readonly<{ traceId: string; spans: readonly LocalSpan[] }>;

/** A line of a waterfall. `from` and `width` are shares of the whole time, `after` is in milliseconds. */
export type WaterfallRow = Readonly<{ span: LocalSpan; depth: number; from: number; width: number; after: number }>;

/** The traces that a payment is in, each with the steps of this payment alone: a client may send one id with many requests. */
export function tracesOf(paymentId: string, traces: readonly LocalTrace[]): readonly LocalTrace[] {
  return traces.flatMap(({ traceId, spans }) => {
    const own = new Set(
      spans.filter(({ attributes }) => attributes.payment_id === paymentId).map(({ spanId }) => spanId),
    );
    if (own.size === 0) return [];
    const isOwn = ({ spanId, parentSpanId = '', attributes }: LocalSpan) =>
      own.has(spanId) || (attributes.payment_id === undefined && own.has(parentSpanId));
    return [{ traceId, spans: spans.filter(isOwn) }];
  });
}

/** Each step below the one that caused it, in the order of their beginnings. */
export function waterfallOf(spans: readonly LocalSpan[]): readonly WaterfallRow[] {
  const sorted = spans.toSorted((one, other) => one.startedAt - other.startedAt);
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const begun = Math.min(...spans.map(({ startedAt }) => startedAt));
  const whole = Math.max(...spans.map(({ endedAt }) => endedAt)) - begun || 1;
  const rowsBelow = (parent: string | undefined, depth: number): readonly WaterfallRow[] =>
    sorted
      .filter(
        ({ spanId, parentSpanId = '' }) =>
          (ids.has(parentSpanId) && parentSpanId !== spanId ? parentSpanId : undefined) === parent,
      )
      .flatMap((span) => {
        const after = span.startedAt - begun;
        const row = { span, depth, from: after / whole, width: (span.endedAt - span.startedAt) / whole, after };
        return [row, ...rowsBelow(span.spanId, depth + 1)];
      });
  return rowsBelow(undefined, 0);
}
