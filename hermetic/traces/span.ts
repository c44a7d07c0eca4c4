/** A finished step of a trace. Times are in milliseconds since the epoch, with fractions. */
export type TraceSpan = Readonly<{
  traceId: string;
  spanId: string;
  parentSpanId: string | undefined;
  name: string;
  kind: 'server' | 'client' | 'consumer' | 'internal';
  startedAt: number;
  endedAt: number;
  failed: boolean;
  attributes: Readonly<Record<string, string | number | boolean>>;
}>;
