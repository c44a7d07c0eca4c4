import { describe, expect, it } from 'vitest';
import { readShard } from '../../hermetic/events/shard-reader.ts';
import type { StreamPage, StreamPosition } from '../../hermetic/events/streams-api.ts';
import type { EventSourceDefinition } from '../../hermetic/template/app-definition.ts';
import { numbersOf, recordsOf, sourceOf } from './test-records.ts';

/** Reads a shard with these pages; an Error is a failed read. */
async function read(pages: readonly (StreamPage | Error)[], more: Partial<EventSourceDefinition> = {}) {
  const batches: string[] = [];
  const positions: StreamPosition[] = [];
  const iterators: StreamPosition[] = [];
  const failures: string[] = [];
  const pauses: number[] = [];
  let caughtUp = 0;
  const left = [...pages];
  await readShard({
    source: sourceOf(more),
    streams: {
      async iteratorAt(_arn, _shard, position) {
        iterators.push(position);
        return 'iterator';
      },
      async read() {
        const page = left.shift() ?? { records: [], next: undefined };
        if (page instanceof Error) throw page;
        return page;
      },
    },
    streamArn: 'arn',
    shardId: 'shard',
    position: 'oldest',
    deliver: async (records) => {
      batches.push(numbersOf(records));
      return records.length;
    },
    onCheckpoint: (position) => positions.push(position),
    onCaughtUp: () => {
      caughtUp += 1;
    },
    onReadFailure: (error) => failures.push(String(error)),
    sleep: async (ms) => void pauses.push(Math.round(ms)),
    stopping: new AbortController().signal,
  });
  return { batches, positions, iterators, failures, pauses, caughtUp };
}

const page = (count: number, first = 1): StreamPage => ({ records: recordsOf(count, first), next: 'next' });
const empty: StreamPage = { records: [], next: 'next' };
const last: StreamPage = { records: [], next: undefined };

describe('a shard', () => {
  it('is delivered in order, in batches of at most the batch size, until its last page', async () => {
    const { batches, positions } = await read([page(5), page(2, 6), last]);
    expect(batches).toEqual(['1 2 3', '4 5', '6 7']);
    expect(positions).toEqual(['3', '5', '7']);
  });

  it('is read on at once after a full page', async () => {
    const { batches, pauses } = await read([
      { ...page(3), isFull: true },
      { ...page(3, 4), isFull: true },
      page(1, 7),
      last,
    ]);
    expect(batches).toEqual(['1 2 3', '4 5 6', '7']);
    expect(pauses).toEqual([200]);
  });

  it('is polled less often while it has no records, and reports that it is caught up', async () => {
    const { pauses, caughtUp } = await read([page(1), empty, empty, empty, empty, empty, page(1, 2), last]);
    expect(pauses).toEqual([200, 300, 450, 675, 1_000, 1_000, 200]);
    expect(caughtUp).toBe(5);
  });

  it('waits for a full batch within the batching window, but not at its end', async () => {
    const { batches } = await read([page(1), page(1, 2), empty, empty, page(1, 3), last], { windowMs: 500 });
    expect(batches).toEqual(['1 2', '3']);
  });

  it('continues after the last completed record when reads fail, and reports the failure once', async () => {
    const { batches, iterators, failures } = await read([
      page(2),
      new Error('gone'),
      new Error('gone'),
      page(1, 3),
      last,
    ]);
    expect(batches).toEqual(['1 2', '3']);
    expect(iterators).toEqual(['oldest', '2', '2']);
    expect(failures).toEqual(['Error: gone']);
  });

  it('starts at the oldest record when its checkpoint has been trimmed', async () => {
    const { iterators } = await read([page(2), new Error('TrimmedDataAccessException'), last]);
    expect(iterators).toEqual(['oldest', 'oldest']);
  });

  it('never sends a function more than 6 MB', async () => {
    const large = recordsOf(3).map((record) => ({ ...record, image: 'x'.repeat(4 * 1024 * 1024) }));
    const { batches } = await read([{ records: large, next: 'next' }, last]);
    expect(batches).toEqual(['1', '2', '3']);
  });
});
