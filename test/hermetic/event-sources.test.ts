import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Engine, startEngine } from '../../hermetic/engine/engine.ts';
import { findEngine } from '../../hermetic/engine/engine-binary.ts';
import { deleteStreamRecords } from '../../hermetic/engine/stream-records.ts';
import { createTables, deleteTables } from '../../hermetic/engine/tables.ts';
import type { DeadLetter } from '../../hermetic/events/dead-letter.ts';
import { type EventSources, type EventSourcesOptions, startEventSources } from '../../hermetic/events/event-sources.ts';
import { Schedule, scheduledEvent } from '../../hermetic/events/schedule.ts';
import type { InvocationResult } from '../../hermetic/lambda/invocation.ts';
import type { AppDefinition } from '../../hermetic/template/app-definition.ts';
import { eventually } from '../support/eventually.ts';
import { sourceOf } from './test-records.ts';
import { clientOf, ordersTable } from './test-tables.ts';

type ReceivedRecord = Readonly<{
  eventID: string;
  eventName: string;
  awsRegion: string;
  eventSourceARN: string;
  dynamodb: Readonly<{ Keys: Readonly<{ id: Readonly<{ S: string }> }>; SequenceNumber: string }> &
    Readonly<Record<string, unknown>>;
}>;

const directory = mkdtempSync(join(tmpdir(), 'event-sources-'));
const databaseFile = join(directory, 'orders.db');
let engine: Engine;
let client: ReturnType<typeof clientOf>;
let count = 0;
const running: EventSources[] = [];
beforeAll(async () => {
  engine = await startEngine(findEngine(), { databaseFile });
  client = clientOf(engine);
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((sources) => sources.stop()));
});
afterAll(async () => {
  await engine.stop();
  rmSync(directory, { recursive: true, force: true });
});

async function newTable(): Promise<string> {
  count += 1;
  const TableName = `orders-${count}`;
  await createTables(client, [streamed(TableName)]);
  return TableName;
}

const streamed = (TableName: string) => ({
  ...ordersTable,
  TableName,
  StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' } as const,
});

const put = async (TableName: string, ...ids: string[]) => {
  for (const id of ids) {
    const Item = { id: { S: id }, bytes: { B: new Uint8Array([0, 255]) }, amount: { N: '12345678901234567.01' } };
    await client.send(new PutItemCommand({ TableName, Item }));
  }
};

const succeeded: InvocationResult = { requestId: 'r', payload: 'null', durationMs: 1, maxMemoryMb: 1 };
const declaredWith = (...eventSources: AppDefinition['eventSources']): AppDefinition => ({
  stage: 'local',
  tables: [],
  expiries: [],
  functions: new Map(),
  apis: [],
  eventSources,
  schedules: [],
});

function follow(
  app: AppDefinition,
  answer: (ids: string[], records: ReceivedRecord[], functionId: string) => Promise<InvocationResult>,
  more: Partial<EventSourcesOptions> = {},
) {
  const deadLetters: DeadLetter[] = [];
  const logs: string[] = [];
  const sources = startEventSources({
    app,
    endpoint: engine.endpoint,
    invoke: (id, event) => {
      const { Records } = event as { Records: ReceivedRecord[] };
      return answer(
        Records.map(({ dynamodb }) => dynamodb.Keys.id.S),
        Records,
        id,
      );
    },
    onDeadLetter: (letter) => deadLetters.push(letter),
    log: (_name, text) => logs.push(text),
    ...more,
  });
  running.push(sources);
  return { sources, deadLetters, logs };
}

describe('the stream of a table', () => {
  it('is delivered in Lambda’s format, from the oldest record on', async () => {
    const tableName = await newTable();
    await put(tableName, 'a');
    await client.send(new DeleteItemCommand({ TableName: tableName, Key: { id: { S: 'a' } } }));
    const got: ReceivedRecord[] = [];
    const source = sourceOf({ tableName });
    const { sources } = follow(declaredWith(source), async (_ids, records) => {
      got.push(...records);
      return succeeded;
    });
    await sources.caughtUp();
    const image = { id: { S: 'a' }, bytes: { B: 'AP8=' }, amount: { N: '12345678901234567.01' } };
    const common = { eventSource: 'aws:dynamodb', awsRegion: 'us-east-1', eventSourceARN: source.streamArn };
    expect(got).toMatchObject([
      { ...common, eventName: 'INSERT', dynamodb: { NewImage: image, StreamViewType: 'NEW_AND_OLD_IMAGES' } },
      { ...common, eventName: 'REMOVE', dynamodb: { OldImage: image } },
    ]);
    expect(typeof got[0]?.dynamodb.ApproximateCreationDateTime).toBe('number');
  });

  it('is delivered in order and in batches, without the one record that always fails', async () => {
    const tableName = await newTable();
    await put(tableName, 'a', 'b', 'poison', 'd', 'e');
    const done: string[] = [];
    const source = sourceOf({ tableName, batchSize: 4, bisects: true, maxRetries: 1 });
    const { sources, deadLetters } = follow(declaredWith(source), async (ids) => {
      if (ids.includes('poison')) return { ...succeeded, functionError: 'Unhandled' };
      done.push(...ids);
      return succeeded;
    });
    await sources.caughtUp();
    expect(done).toEqual(['a', 'b', 'd', 'e']);
    expect(deadLetters).toMatchObject([
      {
        destination: source.onFailure,
        requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 2 },
        DDBStreamBatchInfo: { batchSize: 1, startSequenceNumber: '3', streamArn: source.streamArn },
      },
    ]);
  });

  it('continues at its checkpoint after a reload, and starts again after a restart', async () => {
    const tableName = await newTable();
    const got: string[] = [];
    const answer = async (ids: string[]) => {
      got.push(...ids);
      return succeeded;
    };
    const { sources } = follow(declaredWith(sourceOf({ tableName })), answer);
    await put(tableName, 'a');
    await sources.caughtUp();
    await sources.reload(declaredWith(sourceOf({ tableName, batchSize: 1 })));
    await put(tableName, 'b');
    await Promise.all([sources.caughtUp(), sources.caughtUp()]);
    expect(got).toEqual(['a', 'b']);
    await sources.stop();
    await put(tableName, 'c');
    const again = follow(declaredWith(sourceOf({ tableName })), answer);
    await again.sources.caughtUp();
    expect(got).toEqual(['a', 'b', 'a', 'b', 'c']);
  });

  it('is read from its beginning after its table was recreated, and no function is called meanwhile', async () => {
    const tableName = await newTable();
    const got: string[] = [];
    const { sources } = follow(declaredWith(sourceOf({ tableName })), async (ids) => {
      got.push(...ids);
      return succeeded;
    });
    await put(tableName, 'a', 'b');
    await sources.caughtUp();
    await sources.whilePaused(async () => {
      await put(tableName, 'c');
      expect(await deleteTables(client, [streamed(tableName)])).toEqual({ [tableName]: 3 });
      deleteStreamRecords(databaseFile);
      await createTables(client, [streamed(tableName)]);
    });
    await put(tableName, 'd');
    await sources.caughtUp();
    expect(got).toEqual(['a', 'b', 'd']);
  });

  it('is caught up when what its function wrote has been delivered from another table’s stream, too', async () => {
    const [orders, events, elsewhere] = [await newTable(), await newTable(), await newTable()];
    // As long as a source that has nothing to deliver takes to say so.
    const slow = follow(declaredWith(sourceOf({ tableName: elsewhere })), async () => succeeded);
    const got: string[] = [];
    const { sources } = follow(
      declaredWith(
        sourceOf({ tableName: orders, logicalId: 'Project', functionLogicalId: 'project' }),
        sourceOf({ tableName: events, logicalId: 'Deliver', functionLogicalId: 'deliver' }),
      ),
      async (ids, _records, functionId) => {
        if (functionId === 'deliver') got.push(...ids);
        else {
          for (let times = 0; times < 3; times += 1) await slow.sources.caughtUp();
          await put(events, ...ids);
        }
        return succeeded;
      },
    );
    await put(orders, 'a');
    await sources.caughtUp();
    expect(got).toEqual(['a']);
  });

  it.each<[string, string[]]>([
    ['after its checkpoint', ['a']],
    ['before its first checkpoint', []],
  ])('is delivered after a restart on the same data, %s, however long that was stopped', async (what, before) => {
    const tableName = await newTable();
    const checkpointFile = join(directory, `${what}.json`);
    const source = sourceOf({ tableName, maxAgeMs: 21_600_000 });
    const got: string[] = [];
    const followLater = (laterMs: number) =>
      follow(
        declaredWith(source),
        async (ids) => {
          got.push(...ids);
          return succeeded;
        },
        { checkpointFile, now: () => Date.now() + laterMs },
      );
    const first = followLater(0);
    await put(tableName, ...before);
    await first.sources.caughtUp();
    await first.sources.stop();
    await put(tableName, 'left');
    const { sources, deadLetters } = followLater(86_400_000);
    await sources.caughtUp();
    expect([got, deadLetters]).toEqual([[...before, 'left'], []]);
  });

  it('is read from its beginning where its checkpoints are damaged', async () => {
    const tableName = await newTable();
    const checkpointFile = join(directory, 'damaged.json');
    writeFileSync(checkpointFile, '[["Source arn');
    await put(tableName, 'a');
    const got: string[] = [];
    const answer = async (ids: string[]) => {
      got.push(...ids);
      return succeeded;
    };
    await follow(declaredWith(sourceOf({ tableName })), answer, { checkpointFile }).sources.caughtUp();
    expect(got).toEqual(['a']);
  });

  it('is paused for one change at a time', async () => {
    const tableName = await newTable();
    const { sources } = follow(declaredWith(sourceOf({ tableName })), async () => succeeded);
    const steps: string[] = [];
    const change = (name: string) =>
      sources.whilePaused(async () => {
        steps.push(`${name} begins`);
        await put(tableName, name);
        steps.push(`${name} ends`);
      });
    await Promise.all([change('one'), change('other')]);
    expect(steps).toEqual(['one begins', 'one ends', 'other begins', 'other ends']);
  });

  it('calls no function after stop, which waits for the call that is running', async () => {
    const tableName = await newTable();
    await put(tableName, 'a', 'b', 'c');
    const called: string[] = [];
    const got: string[] = [];
    const held = Promise.withResolvers<void>();
    const { sources } = follow(declaredWith(sourceOf({ tableName, batchSize: 1 })), async (ids) => {
      called.push(...ids);
      await held.promise;
      got.push(...ids);
      return succeeded;
    });
    await eventually(() => expect(called).toEqual(['a']));
    const stopped = sources.stop();
    held.resolve();
    await stopped;
    expect([called, got]).toEqual([['a'], ['a']]);
  });

  it('is reported once while it does not exist, and read as soon as it does', async () => {
    const tableName = `orders-${count + 1}`;
    const got: string[] = [];
    const { sources, logs } = follow(declaredWith(sourceOf({ tableName })), async (ids) => {
      got.push(...ids);
      return succeeded;
    });
    await eventually(() => expect(logs).toHaveLength(1));
    expect(logs[0]).toContain(tableName);
    await newTable();
    await put(tableName, 'a');
    await sources.caughtUp();
    expect(got).toEqual(['a']);
  });
});

describe('a schedule', () => {
  const schedule = { name: 'rule', ruleArn: 'arn', functionLogicalId: 'sweep', functionName: 'sweep', everyMs: 60_000 };

  it('invokes its function after every interval until it is stopped', async () => {
    vi.useFakeTimers();
    try {
      const called: unknown[] = [];
      const invoke = async (id: string, event: unknown) => {
        called.push([id, event]);
        return succeeded;
      };
      const running = new Schedule(schedule, { invoke, log: () => {}, now: Date.now });
      vi.advanceTimersByTime(59_999);
      expect(called).toHaveLength(0);
      vi.advanceTimersByTime(60_001);
      expect(called).toHaveLength(2);
      running.stop();
      vi.advanceTimersByTime(600_000);
      expect(called).toHaveLength(2);
    } finally {
      vi.useRealTimers();
    }
  });

  it('sends EventBridge’s event, with the time and the rule', () => {
    expect(scheduledEvent(schedule, new Date('2026-11-21T08:00:00.123Z'))).toEqual({
      version: '0',
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      account: '000000000000',
      time: '2026-11-21T08:00:00Z',
      region: 'us-east-1',
      resources: ['arn'],
      detail: {},
    });
  });
});
