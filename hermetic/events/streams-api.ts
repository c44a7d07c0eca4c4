import { isDeepStrictEqual } from 'node:util';
import { engineCalls } from '../engine/engine-calls.ts';

/** A record of DynamoDB Streams, in the form that functions receive. */
export type StreamRecord = Readonly<{
  eventID: string;
  eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  /** Only of items that DynamoDB deleted because their TTL had passed. */
  userIdentity?: Readonly<{ type: 'Service'; principalId: 'dynamodb.amazonaws.com' }>;
  dynamodb: Readonly<{
    SequenceNumber: string;
    /** Seconds since the epoch. */
    ApproximateCreationDateTime: number;
    Keys: Readonly<Record<string, unknown>>;
    OldImage?: Readonly<Record<string, unknown>>;
    NewImage?: Readonly<Record<string, unknown>>;
  }>;
}>;

type Shard = Readonly<{ ShardId: string; ParentShardId?: string }>;

/** Where to start reading: after a sequence number, or at the oldest record. */
export type StreamPosition = string | 'oldest';

/** Without `next`, the shard is closed and read to its end. If `isFull`, more records may follow at once. */
export type StreamPage = Readonly<{ records: readonly StreamRecord[]; next: string | undefined; isFull?: boolean }>;

/** The part of the DynamoDB Streams API that event sources need. */
export type StreamsApi = Readonly<{
  /** ARN of a table's stream; undefined if it has none. */
  streamOf(tableName: string): Promise<string | undefined>;
  shardsOf(streamArn: string): Promise<readonly Shard[]>;
  iteratorAt(streamArn: string, shardId: string, position: StreamPosition): Promise<string>;
  read(iterator: string): Promise<StreamPage>;
  close(): void;
}>;

/** DynamoDB Streams limits a page to 1,000 records and 1 MB. dynoxide 1.2.1 has no limit by bytes. */
const pageBytes = 1024 * 1024;
const maxRecords = 1_000;
/** Limit of a page while the size of the records is unknown. */
const firstRecords = 25;

/** Number of records that make up about one page, estimated from the size of the last one. */
export const recordsPerPage = (lastBytes: number, lastRecords: number): number =>
  Math.max(1, Math.min(maxRecords, Math.floor(pageBytes / Math.max(1, lastBytes / lastRecords))));

/** Talks to the engine without the SDK, which would turn JSON values that functions expect into dates and byte arrays. */
export function streamsAt(endpoint: string): StreamsApi {
  const engine = engineCalls(endpoint);
  /** Limit of the next page by its iterator, if the page before it was full. */
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
      type DescribeStreamOutput = { StreamDescription: { Shards: Shard[]; LastEvaluatedShardId?: string } };
      const shards: Shard[] = [];
      for (let after: string | undefined; ; ) {
        const { StreamDescription } = await call<DescribeStreamOutput>('DescribeStream', {
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
      type GetRecordsOutput = { Records: StreamRecord[]; NextShardIterator?: string | null };
      const Limit = limits.get(ShardIterator) ?? firstRecords;
      limits.delete(ShardIterator);
      const body = await send('GetRecords', { ShardIterator, Limit });
      const { Records, NextShardIterator } = JSON.parse(body) as GetRecordsOutput;
      const isFull = Records.length >= Limit;
      // The engine serves nobody else while it builds a page, and large records may follow small ones. The limit therefore
      // at most doubles from one full page to the next, and starts over once the reader has caught up.
      if (isFull && NextShardIterator) {
        limits.set(NextShardIterator, Math.min(2 * Limit, recordsPerPage(body.length, Records.length)));
      }
      return { records: Records.filter(changesData), next: NextShardIterator ?? undefined, isFull };
    },
    close: engine.close,
  };
}

/**
 * DynamoDB writes no record for a write that changes no data, and dynoxide 1.2.1 does:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html
 */
const changesData = ({ eventName, dynamodb: { OldImage, NewImage } }: StreamRecord): boolean =>
  eventName !== 'MODIFY' || OldImage === undefined || !isDeepStrictEqual(OldImage, NewImage);

/** Applies `change` to each record of these streams. */
export const mapRecords = (streams: StreamsApi, change: (record: StreamRecord) => StreamRecord): StreamsApi => ({
  ...streams,
  async read(iterator) {
    const page = await streams.read(iterator);
    return { ...page, records: page.records.map(change) };
  },
});
