import { describe, expect, it } from 'vitest';
import { deliver } from '../../hermetic/events/delivery.ts';
import type { StreamRecord } from '../../hermetic/events/streams-api.ts';
import type { EventSourceDefinition } from '../../hermetic/template/app-definition.ts';
import { numbersOf, recordsOf, sourceOf } from './test-records.ts';

type Answer = Readonly<{ payload: string; functionError?: 'Unhandled' }>;

const failed: Answer = { payload: '{}', functionError: 'Unhandled' };
const failedFrom = (...numbers: readonly (string | null)[]): Answer => ({
  payload: JSON.stringify({ batchItemFailures: numbers.map((itemIdentifier) => ({ itemIdentifier })) }),
});
const all: Answer = { payload: 'null' };

/** Delivers a batch; returns the records of each invocation, the abandoned records and the pauses between retries. */
async function run(
  count: number,
  answer: (numbers: string, call: number) => Answer,
  more: Partial<EventSourceDefinition> = {},
  { now = 0, stopAfter = Number.POSITIVE_INFINITY } = {},
) {
  const stopping = new AbortController();
  const seen: string[] = [];
  const lost: string[] = [];
  const pauses: number[] = [];
  const done = await deliver(sourceOf(more), recordsOf(count), {
    invoke: async (event) => {
      const { Records } = event as { Records: StreamRecord[] };
      seen.push(numbersOf(Records));
      if (seen.length >= stopAfter) stopping.abort();
      const result = answer(numbersOf(Records), seen.length);
      return { requestId: 'r', durationMs: 1, maxMemoryMb: 1, ...result };
    },
    abandon: (condition, attempts, records) => lost.push(`${condition} ${attempts}: ${numbersOf(records)}`),
    now: () => now,
    agesFrom: 0,
    sleep: async (ms) => void pauses.push(ms),
    stopping: stopping.signal,
  });
  return { done, seen, lost, pauses };
}

describe('a batch of stream records', () => {
  it.each<[string, Answer]>([
    ['null', all],
    ['an empty object', { payload: '{}' }],
    ['no failures', failedFrom()],
    ['null for failures', { payload: '{"batchItemFailures":null}' }],
  ])('is completed when the function answers %s', async (_what, answer) => {
    expect(await run(3, () => answer)).toEqual({ done: 3, seen: ['1 2 3'], lost: [], pauses: [] });
  });

  it.each<[string, Answer]>([
    ['an error', failed],
    ['an empty identifier', failedFrom('')],
    ['a null identifier', failedFrom(null)],
    ['an identifier that is not in the batch', failedFrom('2', '9')],
    ['its first record', failedFrom('1')],
    ['failures that are not a list', { payload: '{"batchItemFailures":"1"}' }],
  ])('is retried as a whole after %s', async (_what, answer) => {
    const { done, seen, pauses } = await run(3, (_, call) => (call === 1 ? answer : all));
    expect({ done, seen, pauses }).toEqual({ done: 3, seen: ['1 2 3', '1 2 3'], pauses: [100] });
  });

  it('continues with the first record that failed', async () => {
    const { seen, lost } = await run(3, (_, call) => (call === 1 ? failedFrom('3', '2') : all));
    expect([seen, lost]).toEqual([['1 2 3', '2 3'], []]);
  });

  it('is completed whatever the function answers, if it does not report failures', async () => {
    expect(await run(2, () => failedFrom('1'), { reportsFailures: false })).toMatchObject({ done: 2, seen: ['1 2'] });
  });

  it('is given up after its last retry, with growing pauses before each', async () => {
    expect(await run(3, () => failed)).toEqual({
      done: 3,
      seen: ['1 2 3', '1 2 3', '1 2 3'],
      lost: ['RetryAttemptsExhausted 3: 1 2 3'],
      pauses: [100, 200],
    });
  });

  it('is bisected until the failing record is alone, which uses up no retry', async () => {
    const poisoned = (numbers: string) => (numbers.split(' ').includes('3') ? failed : all);
    expect(await run(4, poisoned, { bisects: true, maxRetries: 1 })).toEqual({
      done: 4,
      seen: ['1 2 3 4', '1 2', '3 4', '3', '3', '4'],
      lost: ['RetryAttemptsExhausted 2: 3'],
      pauses: [100],
    });
  });

  it.each<[string, Answer]>([
    ['an empty identifier', failedFrom('')],
    ['an identifier that is not in the batch', failedFrom('9')],
  ])('is bisected after %s, as after an error', async (_what, answer) => {
    const { seen } = await run(2, (_, call) => (call === 1 ? answer : all), { bisects: true });
    expect(seen).toEqual(['1 2', '1', '2']);
  });

  it.each([
    ['its first record', '1', ['1 2 3 4', '1 2 3 4'], 'RetryAttemptsExhausted 2: 1 2 3 4'],
    ['another record', '3', ['1 2 3 4', '3 4', '3 4'], 'RetryAttemptsExhausted 2: 3 4'],
  ])(
    'is not bisected when the function names %s, so the records after it are given up with it',
    async (_which, poisoned, seen, lost) => {
      const more = { bisects: true, maxRetries: 1 };
      expect(await run(4, () => failedFrom(poisoned), more)).toEqual({ done: 4, seen, lost: [lost], pauses: [100] });
    },
  );

  it('loses only the records that exceed the maximum age', async () => {
    // Record 1 was made at 1 s, record 3 at 3 s: at 12 s the first two are older than 9 s.
    const { done, seen, lost } = await run(3, () => all, { maxAgeMs: 9_000 }, { now: 12_000 });
    expect({ done, seen, lost }).toEqual({ done: 3, seen: ['3'], lost: ['RecordAgeExceeded 0: 1 2'] });
  });

  it.each([
    ['completed before is counted', failedFrom('3'), 2],
    ['failing is not given up', failed, 0],
  ])('keeps its position when it is stopped: what was %s', async (_what, answer, done) => {
    expect(await run(3, () => answer, { bisects: true, maxRetries: 0 }, { stopAfter: 1 })).toMatchObject({
      done,
      lost: [],
    });
  });
});
