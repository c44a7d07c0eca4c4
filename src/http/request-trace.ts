import { holdsCardNumber } from '../domain/card-number.ts';
import { contextIn } from '../domain/trace-context.ts';
import type { Io } from '../runtime/io.ts';
import { type InvocationTrace, startTrace } from '../runtime/trace.ts';
import { header, type Request } from './request.ts';

/**
 * The trace of a request: the client's (`traceparent`), or else, in a traced stage, that of X-Ray. Undefined without one.
 * Several `traceparent` headers count as none, as the standard says, and so does one that looks like a card number: ids are
 * logged.
 */
export function traceOf(request: Request, io: Pick<Io, 'now' | 'tracing'>): InvocationTrace | undefined {
  const [sent = '', ...others] = request.headers.get('traceparent') ?? [];
  const given = others.length > 0 || holdsCardNumber(sent) ? undefined : contextIn(sent);
  if (given !== undefined) return startTrace(given, io);
  return io.tracing?.startOfLambda(header(request, 'x-amzn-trace-id'), io);
}
