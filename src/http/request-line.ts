import { isUnexplained, type RefusalCode } from '../domain/refusal.ts';
import { causeOf } from '../runtime/cause-of.ts';
import { embeddedMetrics } from '../runtime/embedded-metrics.ts';
import { statusOf } from './problems.ts';

/** What became of a request, whatever protocol it came by. */
export type Outcome = Readonly<{
  /** As HTTP says it, or would: gRPC-Web answers 200 whatever became of a call. */
  status: number;
  replayed: boolean;
  refusal?: RefusalCode;
  /** What a refusal came from; the log has it of faults alone. */
  thrown?: unknown;
  /** Whether it could have charged or given back. */
  movesMoney: boolean;
  /** What else the log says: never anything that a client sent. */
  more?: Readonly<Record<string, string>>;
}>;

export type Timed = Readonly<{
  method: string;
  /** The template of the path: ids in it are the client's. */
  resource: string;
  requestId: string;
  correlationId: string | undefined;
  begun: number;
  ended: number;
}>;

/** What the log says of a request. Of one that may move money, it is metrics as well. */
export function requestLine(outcome: Outcome, timed: Timed): Record<string, unknown> {
  const { status, replayed, refusal, movesMoney, thrown, more } = outcome;
  const latency = timed.ended - timed.begun;
  return {
    method: timed.method,
    resource: timed.resource,
    status,
    ...more,
    ...(refusal && { refusal }),
    ...(replayed && { replayed }),
    request_id: timed.requestId,
    ...(timed.correlationId && { correlation_id: timed.correlationId }),
    ...(isFault(outcome) && thrown !== undefined && causeOf(thrown)),
    ...(movesMoney ? embeddedMetrics({ latency, ...counts(outcome) }, timed.ended) : { latency }),
  };
}

/** Ours alone: not what an RPC's client asks for that is not there, nor the end of the time that it gave. */
const faults: ReadonlySet<number> = new Set([500, 502, 503]);

export const isFault = ({ status }: Pick<Outcome, 'status'>): boolean => faults.has(status);

/** By its code: an RPC has other names for some of them. */
const isConflict = (refusal: RefusalCode | undefined): boolean =>
  refusal !== undefined && [409, 422].includes(statusOf(refusal));

const counts = (outcome: Outcome) => ({
  replays: outcome.replayed ? 1 : undefined,
  conflicts: isConflict(outcome.refusal) ? 1 : undefined,
  faults: isFault(outcome) ? 1 : undefined,
  unexplained: isUnexplained(outcome.thrown) ? 1 : undefined,
});
