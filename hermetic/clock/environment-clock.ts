import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { LocalAnswers } from '../api-gateway/local-answers.ts';
import type { EventSources } from '../events/event-sources.ts';
import type { StreamRecord } from '../events/streams-api.ts';
import type { Declared } from '../template/declared.ts';
import { readMove } from './clock-request.ts';
import { Expiry } from './expire-items.ts';
import { type MoveClock, movesInTurn, readingOf } from './move-clock.ts';
import { TestClock } from './test-clock.ts';

type Surroundings = Readonly<{
  client: DynamoDBClient;
  /** Keeps the moves for the next start on the same data. */
  file: string | undefined;
  declared: () => Declared;
  eventSources: () => EventSources;
}>;

/** The clock of an environment, and all that follows it. */
export type EnvironmentClock = Readonly<{
  /** Milliseconds since the epoch. */
  now: () => number;
  offsetMs: () => number;
  move: MoveClock;
  /** A stream record of a table as DynamoDB would have written it at the time that the clock showed. */
  recordOf: (tableName: string, record: StreamRecord) => StreamRecord;
  answers: LocalAnswers;
}>;

export function environmentClock({ client, file, declared, eventSources }: Surroundings): EnvironmentClock {
  const clock = new TestClock({ file });
  const expiry = new Expiry(client);
  const move = movesInTurn({
    clock,
    eventSources,
    deleteExpired: (now) => expiry.deleteExpired(declared(), now),
  });
  return {
    now: clock.now,
    offsetMs: () => clock.offsetMs,
    move,
    recordOf: (tableName, record) => expiry.recordOf(tableName, clock.dated(record)),
    answers: new Map<string, (body: string) => unknown>([
      ['GET /_local/clock', () => readingOf(clock)],
      ['POST /_local/clock', (body) => move((now) => readMove(body, now))],
    ]),
  };
}
