import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from 'aws-lambda';
import type { Io } from './io.ts';
import { dynamoSend } from './store/dynamo.ts';

/** What an invocation on Lambda takes from outside: the real clock, real ids, and DynamoDB by one shared client. */
export function lambdaIo(): (context: Pick<Context, 'getRemainingTimeInMillis'>) => Io {
  const sendWithin = dynamoSend();
  return (context) => {
    const remaining = () => context.getRemainingTimeInMillis();
    return {
      now: Date.now,
      newId: randomUUID,
      random: Math.random,
      sleep: (ms, signal) => sleep(ms, undefined, signal && { signal }),
      remaining,
      send: sendWithin(remaining),
      fetch,
    };
  };
}
