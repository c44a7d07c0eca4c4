import type { TraceContext } from '../domain/trace-context.ts';
import type { Io } from './io.ts';
import type { Send } from './send.ts';

type SpanKind = 'request' | 'store' | 'processor' | 'service' | 'stream' | 'webhook';

/** Ids, names and statuses of ours only: nothing that a client or a customer wrote, because traces cannot be erased. */
export type SpanAttributes = Readonly<Record<string, string | number | undefined>>;

/** How a span begins. */
export type SpanStart = Readonly<{ kind: SpanKind; name: string; attributes?: SpanAttributes }>;
export type SpanEnd = Readonly<{ failed: boolean; attributes?: SpanAttributes }>;

/** The part of one invocation in a trace. */
export type InvocationTrace = Readonly<{
  /** The place that later steps have as their parent: sent on, and stored with what this invocation writes. */
  context: TraceContext;
  /** Records a step. `work` gets the context of the step, to send on. `endOf` says how its result counts. */
  span: <Result>(
    start: SpanStart,
    work: (context: TraceContext) => Promise<Result>,
    endOf?: (result: Result) => SpanEnd,
  ) => Promise<Result>;
  /** Ends the part, and sends on what was recorded. */
  end: (start: SpanStart, failed: boolean) => void;
}>;

/** A write to a table, from its stream: the actor names the trace. */
export type TracedWrite = Readonly<{ by?: string | undefined; paymentId: string }>;

/** The traces that the records of a batch were written in. */
export type JoinedTraces = Readonly<{
  traces: ReadonlyMap<string, InvocationTrace>;
  /** For the log; undefined if there are none. */
  traceIds: readonly string[] | undefined;
  end: (name: string, failed: boolean) => void;
}>;

/** Records traces. It never waits and never throws: no payment depends on it. */
export type Tracing = Readonly<{
  start: (parent: TraceContext, io: Pick<Io, 'now'>) => InvocationTrace;
  /** Continues the trace that Lambda has begun for an invocation. `header`: `X-Amzn-Trace-Id` of the request. */
  startOfLambda: (header: string | undefined, io: Pick<Io, 'now'>) => InvocationTrace | undefined;
  join: (writes: readonly TracedWrite[], io: Pick<Io, 'now'>) => JoinedTraces;
  /** Each call to DynamoDB is a step of the trace. */
  send: (send: Send, trace: InvocationTrace) => Send;
}>;

/** A trace in a stage that records none: the context is handed on. */
export const startTrace = (context: TraceContext, io: Pick<Io, 'now' | 'tracing'>): InvocationTrace =>
  io.tracing?.start(context, io) ?? { context, span: (_, work) => work(context), end() {} };
