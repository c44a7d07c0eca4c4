/** A place in a distributed trace: https://www.w3.org/TR/trace-context/ */
export type TraceContext = Readonly<{
  /** 32 hexadecimal digits, in lower case. */
  traceId: string;
  /** 16 hexadecimal digits. Undefined where a trace begins. */
  spanId: string | undefined;
  /** Whether the spans of this trace are recorded. */
  sampled: boolean;
}>;

/** A context as text: the value of a `traceparent` header. */
export type Traceparent = string;

/** Reads a `traceparent` of version 00. Undefined if the text is none: anybody may have sent it. */
export function contextIn(traceparent = ''): TraceContext | undefined {
  const match = /^00-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-[\da-f]([\da-f])$/.exec(traceparent);
  return match?.[1] ? { traceId: match[1], spanId: match[2], sampled: /[13579bdf]/.test(match[3] ?? '') } : undefined;
}

/** Undefined where a trace begins: no span can be a parent yet. */
export const traceparentOf = ({ traceId, spanId, sampled }: TraceContext): Traceparent | undefined =>
  spanId && `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;
