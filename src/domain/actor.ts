import type { Traceparent } from './trace-context.ts';

/**
 * The client or worker that wrote something, as one text without further structure in leases, events and steps: the caller, the
 * id of the request, the client's correlation id if it sent one, and the trace of the request if it has one, separated by
 * spaces.
 */
export type ActorText = string;

export type Actor = Readonly<{ caller: string; requestId: string; correlationId: string | undefined }>;

/** `caller`: an ARN, of which only the name is kept, the id of an API key, or a worker's name. Never a secret, and without spaces. */
export const actorText = (
  caller: string,
  requestId: string,
  correlationId: string | undefined = '',
  trace?: Traceparent,
): ActorText => [caller.replace(/^arn:.*\//, ''), requestId, correlationId, ...(trace ? [trace] : [])].join(' ');

export function actorIn(text: ActorText): Actor {
  const [caller = '', requestId = '', correlationId = ''] = text.split(' ');
  return { caller, requestId, correlationId: correlationId === '' ? undefined : correlationId };
}

/** The trace that something was written in. Undefined for texts without one, as all of earlier releases are. */
export const traceIn = (text: ActorText | undefined): Traceparent | undefined => text?.split(' ')[3];

/** An actor in the trace of an earlier one, unless it is in a trace of its own. */
export const inTraceOf = (actor: ActorText, earlier: ActorText | undefined): ActorText =>
  traceIn(actor) === undefined && traceIn(earlier) !== undefined ? `${actor} ${traceIn(earlier)}` : actor;
