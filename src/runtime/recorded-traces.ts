import { traceIn } from '../domain/actor.ts';
import { holdsCardNumber } from '../domain/card-number.ts';
import { contextIn, type TraceContext } from '../domain/trace-context.ts';
import { optionalEnv } from './env.ts';
import type { Io } from './io.ts';
import { RecordedTrace, type Recorder } from './recorded-trace.ts';
import type { InvocationTrace, JoinedTraces, TracedWrite, Tracing } from './trace.ts';
import { tracedSend } from './traced-send.ts';

/** Records the traces of a process with a recorder. */
export const recordedTraces = (recorder: Recorder): Tracing => ({
  start: (parent, io) => new RecordedTrace(parent, io, recorder),
  startOfLambda(header, io) {
    // Lambda sets it for each invocation, unless several share a process.
    const ofLambda = optionalEnv('_X_AMZN_TRACE_ID');
    const parent = xrayContextIn(ofLambda ?? header ?? '');
    return parent && new RecordedTrace(parent, io, recorder, ofLambda !== undefined);
  },
  join: (writes, io) => joinTraces(writes, io, recorder),
  send: tracedSend,
});

/** Reads the header of X-Ray: https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader */
function xrayContextIn(header: string): TraceContext | undefined {
  const [, seconds = '', rest = ''] = /(?:^|;)Root=1-([\da-f]{8})-([\da-f]{24})(?:;|$)/.exec(header) ?? [];
  const [, spanId] = /;Parent=([\da-f]{16})(?:;|$)/.exec(header) ?? [];
  const traceId = seconds + rest;
  if (traceId === '' || holdsCardNumber(`${traceId} ${spanId}`)) return undefined;
  return { traceId, spanId, sampled: /;Sampled=1(?:;|$)/.test(header) };
}

function joinTraces(writes: readonly TracedWrite[], io: Pick<Io, 'now'>, recorder: Recorder): JoinedTraces {
  const traces = new Map<string, InvocationTrace>();
  const paymentIds = new Map<InvocationTrace, string>();
  for (const { by, paymentId } of writes) {
    const text = traceIn(by) ?? '';
    const context = traces.has(text) ? undefined : contextIn(text);
    if (context === undefined) continue;
    const trace = new RecordedTrace(context, io, recorder);
    traces.set(text, trace);
    paymentIds.set(trace, paymentId);
  }
  const traceIds = [...new Set([...traces.values()].map(({ context }) => context.traceId))];
  return {
    traces,
    traceIds: traceIds.length === 0 ? undefined : traceIds,
    end(name, failed) {
      for (const [trace, payment_id] of paymentIds)
        trace.end({ kind: 'stream', name, attributes: { payment_id } }, failed);
    },
  };
}
