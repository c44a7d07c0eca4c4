import { randomUUID } from 'node:crypto';
import type { Context } from 'aws-lambda';
import { remainingWithin } from '../runtime/deadline.ts';
import { httpCall } from '../runtime/http-call.ts';
import type { Io } from '../runtime/io.ts';
import { dynamoSend } from '../store/dynamo.ts';
import { xrayOfStage } from './xray-of-stage.ts';

type LambdaInvocation = Pick<Context, 'getRemainingTimeInMillis'>;

/**
 * Io on Lambda: the real clock and ids, and one DynamoDB client for all invocations of the process. `timeoutMs` also
 * limits its calls.
 */
export function lambdaIo(): (context: LambdaInvocation, timeoutMs?: number) => Io {
  const sendWithin = dynamoSend();
  const call = httpCall();
  const tracing = xrayOfStage();
  return (context, timeoutMs) => {
    const untilTimeout = () => context.getRemainingTimeInMillis();
    const remaining = remainingWithin(timeoutMs, { now: Date.now, remaining: untilTimeout });
    return {
      now: Date.now,
      newId: randomUUID,
      random: Math.random,
      sleep,
      remaining,
      send: sendWithin(remaining),
      call,
      fetch,
      tracing,
    };
  };
}

/** Not node:timers/promises, whose sleep creates an error with a stack when aborted, which happens in every request. */
const sleep: Io['sleep'] = (ms, aborted) =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    aborted?.addEventListener('abort', () => clearTimeout(timer), { once: true });
  });
