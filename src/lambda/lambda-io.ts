import { randomUUID } from 'node:crypto';
import type { Context } from 'aws-lambda';
import { remainingWithin } from '../runtime/deadline.ts';
import { httpCall } from '../runtime/http-call.ts';
import type { Io } from '../runtime/io.ts';
import { dynamoSend } from '../store/dynamo.ts';

type Invocation = Pick<Context, 'getRemainingTimeInMillis'>;

/**
 * What an invocation on Lambda takes from outside: the real clock, real ids, and DynamoDB by one shared client. With a
 * time-out of the client's own, its calls end with that.
 */
export function lambdaIo(): (context: Invocation, timeoutMs?: number) => Io {
  const sendWithin = dynamoSend();
  const call = httpCall();
  return (context, timeoutMs) => {
    const untilCutOff = () => context.getRemainingTimeInMillis();
    const remaining = remainingWithin(timeoutMs, { now: Date.now, remaining: untilCutOff });
    return {
      now: Date.now,
      newId: randomUUID,
      random: Math.random,
      sleep,
      remaining,
      send: sendWithin(remaining),
      call,
      fetch,
    };
  };
}

/** Not that of node:timers, which makes an error with its stack for every sleep that is aborted: one for each request. */
const sleep: Io['sleep'] = (ms, aborted) =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    aborted?.addEventListener('abort', () => clearTimeout(timer), { once: true });
  });
