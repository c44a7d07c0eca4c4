import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { LocalAnswers } from '../api-gateway/local-answers.ts';
import type { EventSources } from '../events/event-sources.ts';
import type { StreamRecord } from '../events/streams-api.ts';
import type { AppDefinition } from '../template/app-definition.ts';
import { readMove } from './clock-request.ts';
import { Expiry } from './expire-items.ts';
import { clockMover, type MoveClock, readingOf } from './move-clock.ts';
import { TestClock } from './test-clock.ts';

type EnvironmentClockOptions = Readonly<{
  client: DynamoDBClient;
  /** Keeps the clock's offset for the next start on the same data. */
  file: string | undefined;
  app: () => AppDefinition;
  eventSources: () => EventSources;
}>;

/** A runtime's clock and everything that follows it. */
export type EnvironmentClock = Readonly<{
  /** Milliseconds since the epoch. */
  now: () => number;
  offsetMs: () => number;
  move: MoveClock;
  /** Dates a stream record by this clock, and marks deletions by TTL. */
  recordOf: (tableName: string, record: StreamRecord) => StreamRecord;
  answers: LocalAnswers;
}>;

export function environmentClock({ client, file, app, eventSources }: EnvironmentClockOptions): EnvironmentClock {
  const clock = new TestClock({ file });
  const expiry = new Expiry(client);
  const move = clockMover({
    clock,
    eventSources,
    deleteExpired: (now) => expiry.deleteExpired(app(), now),
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
