import { engineCalls } from '../engine/engine-calls.ts';

/** A record as DynamoDB Streams sends it, and as functions get it. */
export type StreamRecord = Readonly<{
  eventID: string;
  eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  /** Only of what DynamoDB itself deleted. */
  userIdentity?: Readonly<{ type: 'Service'; principalId: 'dynamodb.amazonaws.com' }>;
  dynamodb: Readonly<{
    SequenceNumber: string;
    /** Seconds since the epoch. */
    ApproximateCreationDateTime: number;
    Keys: Readonly<Record<string, unknown>>;
    OldImage?: Readonly<Record<string, unknown>>;
  }>;
}>;

type Shard = Readonly<{ ShardId: string; ParentShardId?: string }>;

/** Where reading begins: after a record, or with the oldest that is kept. */
export type Position = string | 'oldest';

/** Without `next` the shard is closed and read to its end. `isFull`: as many records as were asked for, so more may follow. */
export type Page = Readonly<{ records: readonly StreamRecord[]; next: string | undefined; isFull?: boolean }>;

/** DynamoDB Streams as far as event sources need it. */
export type StreamsApi = Readonly<{
  /** Undefined while the table has no stream. */
  streamOf(tableName: string): Promise<string | undefined>;
  shardsOf(streamArn: string): Promise<readonly Shard[]>;
  iteratorAt(streamArn: string, shardId: string, position: Position): Promise<string>;
  read(iterator: string): Promise<Page>;
  close(): void;
}>;

/** DynamoDB Streams gives 1,000 records or 1 MB a page; dynoxide 1.2.1 knows no limit by bytes, so the number is fitted. */
const pageBytes = 1024 * 1024;
const mostRecords = 1_000;
/** Of records whose size is not known yet. */
const firstRecords = 25;

/** How many records come to about one page, by the size of those that came last. */
export const recordsOfAPage = (lastBytes: number, lastRecords: number): number =>
  Math.max(1, Math.min(mostRecords, Math.floor(pageBytes / Math.max(1, lastBytes / lastRecords))));

/**
 * Talks to the engine as it is on the wire and not by the SDK, which would turn what functions must get as JSON into
 * dates and byte arrays.
 */
export function streamsAt(endpoint: string): StreamsApi {
  const engine = engineCalls(endpoint);
  /** By iterator, where the page before it was full. */
  const limits = new Map<string, number>();

  const send = (operation: string, input: object) => engine.call(`DynamoDBStreams_20120810.${operation}`, input);

  async function call<Answer>(operation: string, input: object): Promise<Answer> {
    return JSON.parse(await send(operation, input)) as Answer;
  }

  return {
    async streamOf(TableName) {
      const { Streams } = await call<{ Streams: { StreamArn: string }[] }>('ListStreams', { TableName });
      return Streams.at(-1)?.StreamArn;
    },
    async shardsOf(StreamArn) {
      type Described = { StreamDescription: { Shards: Shard[]; LastEvaluatedShardId?: string } };
      const shards: Shard[] = [];
      for (let after: string | undefined; ; ) {
        const { StreamDescription } = await call<Described>('DescribeStream', {
          StreamArn,
          ...(after !== undefined && { ExclusiveStartShardId: after }),
        });
        shards.push(...StreamDescription.Shards);
        after = StreamDescription.LastEvaluatedShardId;
        if (!after) return shards;
      }
    },
    async iteratorAt(StreamArn, ShardId, position) {
      const where =
        position === 'oldest'
          ? { ShardIteratorType: 'TRIM_HORIZON' }
          : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: position };
      const { ShardIterator } = await call<{ ShardIterator: string }>('GetShardIterator', {
        StreamArn,
        ShardId,
        ...where,
      });
      return ShardIterator;
    },
    async read(ShardIterator) {
      type Got = { Records: StreamRecord[]; NextShardIterator?: string | null };
      const Limit = limits.get(ShardIterator) ?? firstRecords;
      limits.delete(ShardIterator);
      const body = await send('GetRecords', { ShardIterator, Limit });
      const { Records, NextShardIterator } = JSON.parse(body) as Got;
      const isFull = Records.length >= Limit;
      // The engine answers nobody else while it makes a page. Small records may be followed by large ones, so a limit grows
      // step by step, and starts again once the reader has caught up.
      if (isFull && NextShardIterator) {
        limits.set(NextShardIterator, Math.min(2 * Limit, recordsOfAPage(body.length, Records.length)));
      }
      return { records: Records, next: NextShardIterator ?? undefined, isFull };
    },
    close: engine.close,
  };
}

/** The same streams, with each record changed; whether a page is full stays as it is. */
export const withRecords = (streams: StreamsApi, change: (record: StreamRecord) => StreamRecord): StreamsApi => ({
  ...streams,
  async read(iterator) {
    const page = await streams.read(iterator);
    return { ...page, records: page.records.map(change) };
  },
});
