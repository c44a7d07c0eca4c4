import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import { actorText } from '../domain/actor.ts';
import { Refusal } from '../domain/refusal.ts';
import { traceparentOf } from '../domain/trace-context.ts';
import { lambdaIo } from '../lambda/lambda-io.ts';
import { causeOf } from '../runtime/cause-of.ts';
import { remainingWithin } from '../runtime/deadline.ts';
import type { Overrides } from '../runtime/dependencies.ts';
import type { Io } from '../runtime/io.ts';
import { logger } from '../runtime/log.ts';
import { withTimeout } from '../runtime/with-timeout.ts';
import { correlationIdOf } from './correlation.ts';
import { type Request, requestOf } from './request.ts';
import { isFault, type RequestOutcome, requestLogEntry } from './request-log.ts';
import { traceOf } from './request-trace.ts';
import type { HttpResponse } from './responses.ts';

/** Time reserved for responding before Lambda's time-out. */
const respondWithinMs = 300;

/** Creates the Io of an invocation, limited to the client's time-out if there is one. */
export type IoFactory = (timeoutMs?: number) => Io;

type HandledRequest = Readonly<{ response: HttpResponse; outcome: RequestOutcome }>;

type Respond = (request: Request, createIo: IoFactory, overrides: Overrides) => Promise<HandledRequest>;

/**
 * Makes a Lambda handler behind API Gateway. Every response carries the request id, and every request logs one line.
 * `handler.with(io, overrides)` is the same handler with another Io and other dependencies, for tests and the fault simulator.
 */
export function httpHandler(respond: Respond) {
  const on = (createIoFor: (context: Context) => IoFactory, overrides: Overrides = {}) =>
    middy<APIGatewayProxyEvent, HttpResponse>()
      // Explicit, so that POWERTOOLS_LOGGER_LOG_EVENT cannot turn on the logging of events, which contain client data.
      .use(injectLambdaContext(logger, { resetKeys: true, logEvent: false }))
      .handler((event, context) =>
        handleEvent(event, context, createIoFor(context), (request, createIo) => respond(request, createIo, overrides)),
      );
  const ioOf = lambdaIo();
  return Object.assign(
    on((context) => (timeoutMs) => ioOf(context, timeoutMs)),
    {
      with: (io: Io, overrides?: Overrides) =>
        on(() => (timeoutMs) => ({ ...io, remaining: remainingWithin(timeoutMs, io) }), overrides),
    },
  );
}

async function handleEvent(
  event: APIGatewayProxyEvent,
  { functionName }: Context,
  createIo: IoFactory,
  respond: (request: Request, createIo: IoFactory) => Promise<HandledRequest>,
): Promise<HttpResponse> {
  const request = requestOf(event);
  const correlationId = correlationIdOf(request);
  const first = createIo();
  const { now } = first;
  const startedAt = now();
  const trace = traceOf(request, first);
  const actor = actorText(request.caller, request.id, correlationId, trace && traceparentOf(trace.context));
  const ioFor: IoFactory = (timeoutMs) => {
    const io = createIo(timeoutMs);
    return {
      ...io,
      correlationId,
      actor,
      trace,
      ...(trace && io.tracing && { send: io.tracing.send(io.send, trace) }),
    };
  };
  const { response, outcome } = await respond(request, ioFor);
  const { httpMethod: method, resource } = event;
  const timing = { startedAt, endedAt: now() };
  const ids = { requestId: request.id, correlationId, traceId: trace?.context.traceId };
  const line = requestLogEntry(outcome, { method, resource, ...ids, ...timing });
  logger[isFault(outcome) ? 'error' : 'info']('answered', line);
  const { status: http_status, refusal } = outcome;
  const attributes = { method, route: resource, http_status, refusal, replayed: outcome.replayed ? 1 : undefined };
  trace?.end({ kind: 'request', name: functionName, attributes }, isFault(outcome));
  const idHeaders = { 'X-Request-Id': request.id, ...(correlationId && { 'X-Correlation-Id': correlationId }) };
  return { ...response, headers: { ...response.headers, ...idHeaders } };
}

/**
 * Rejects with a refusal shortly before Lambda's time-out, which would end the invocation without a response, or when the
 * client's time-out is over. The work may still complete; a retry with the same key finds its outcome.
 */
export function withinTimeLimit<Result>(
  io: Io,
  work: () => Promise<Result>,
  timeoutMs = Number.POSITIVE_INFINITY,
): Promise<Result> {
  return withTimeout(Math.max(1, Math.min(timeoutMs, io.remaining() - respondWithinMs)), io, work, outOfTime);
}

const outOfTime = () =>
  new Refusal('store_unavailable', 'the request ran out of time before its outcome was known; try again', {
    retryAfterSeconds: 1,
  });

/** Logs the cause of a fault in one part of a request (a GraphQL field), when the response as a whole is a success. */
export const logFault = (requestId: string, error: unknown): void =>
  logger.error('failed', { request_id: requestId, ...causeOf(error) });
