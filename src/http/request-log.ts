import { isUnexplained, type RefusalCode } from '../domain/refusal.ts';
import { causeOf } from '../runtime/cause-of.ts';
import { embeddedMetrics } from '../runtime/embedded-metrics.ts';
import { statusOf } from './problems.ts';

/** The outcome of a request over any protocol, for the log and the metrics. */
export type RequestOutcome = Readonly<{
  /** HTTP status, or its equivalent for gRPC-Web, which always responds with 200. */
  status: number;
  replayed: boolean;
  refusal?: RefusalCode;
  /** The original error. Only faults log its cause. */
  thrown?: unknown;
  /** Whether the endpoint can charge or refund. */
  movesMoney: boolean;
  /** Additional log fields. Must not contain anything a client sent. */
  more?: Readonly<Record<string, string>>;
}>;

export type LoggedRequest = Readonly<{
  method: string;
  /** The path template: paths contain ids that clients sent. */
  resource: string;
  requestId: string;
  correlationId: string | undefined;
  traceId?: string | undefined;
  startedAt: number;
  endedAt: number;
}>;

/** The log entry of a request. Endpoints that can move money also emit metrics with it. */
export function requestLogEntry(outcome: RequestOutcome, request: LoggedRequest): Record<string, unknown> {
  const { status, replayed, refusal, movesMoney, thrown, more } = outcome;
  const latency = request.endedAt - request.startedAt;
  return {
    method: request.method,
    resource: request.resource,
    status,
    ...more,
    ...(refusal && { refusal }),
    ...(replayed && { replayed }),
    request_id: request.requestId,
    ...(request.correlationId && { correlation_id: request.correlationId }),
    ...(request.traceId && { trace_id: request.traceId }),
    ...(isFault(outcome) && thrown !== undefined && causeOf(thrown)),
    ...(movesMoney ? embeddedMetrics({ latency, ...counts(outcome) }, request.endedAt) : { latency }),
  };
}

/** Only our own faults. 501 (unimplemented) and 504 (deadline exceeded) may be the client's and must not raise alarms. */
const faults: ReadonlySet<number> = new Set([500, 502, 503]);

export const isFault = ({ status }: Pick<RequestOutcome, 'status'>): boolean => faults.has(status);

/** By refusal code, because RPCs map some conflicts to other statuses. Most payments have an event that comes too early. */
const isConflict = (refusal: RefusalCode | undefined): boolean =>
  refusal !== undefined && refusal !== 'event_too_early' && [409, 422].includes(statusOf(refusal));

const counts = (outcome: RequestOutcome) => ({
  replays: outcome.replayed ? 1 : undefined,
  conflicts: isConflict(outcome.refusal) ? 1 : undefined,
  faults: isFault(outcome) ? 1 : undefined,
  unexplained: isUnexplained(outcome.thrown) ? 1 : undefined,
  forged_events: outcome.refusal === 'event_forged' ? 1 : undefined,
});
