import type { EventSourceDefinition } from '../template/app-definition.ts';
import type { SourcePositions } from './checkpoints.ts';
import { type DeadLetter, deadLetter } from './dead-letter.ts';
import { type DeliveryOptions, deliver } from './delivery.ts';
import { InterruptibleSleep } from './interruptible-sleep.ts';
import { readShard } from './shard-reader.ts';
import type { StreamsApi } from './streams-api.ts';

export type EventSourceOptions = Readonly<{
  source: EventSourceDefinition;
  streams: StreamsApi;
  invoke: DeliveryOptions['invoke'];
  positions: SourcePositions;
  onDeadLetter: (letter: DeadLetter) => void;
  onReadFailure: (error: unknown) => void;
  /** Milliseconds since the epoch, by the test clock. */
  now: () => number;
}>;

const noStreamMs = 1_000;
/** Pause between two pages while a caller waits for `caughtUp`. */
const awaitedPollMs = 5;

/** Delivers the records of a table's stream to a function: in order within a shard, at least once each. */
export class EventSource {
  readonly #options: EventSourceOptions;
  readonly #stopping = new AbortController();
  readonly #pause = new InterruptibleSleep(this.#stopping.signal);
  readonly #following: Promise<void>;
  /** Called when the end of a shard is reached. */
  readonly #waiting = new Set<() => void>();
  /** Called when a batch has failed and waits for its retry. */
  readonly #onFailure = new Set<() => void>();

  constructor(options: EventSourceOptions) {
    this.#options = options;
    this.#following = this.#follow();
  }

  /** Resolves when all records of earlier writes have been delivered or given up. */
  async caughtUp(): Promise<void> {
    // A page that was requested before the write may lack it; two empty pages in a row cannot.
    for (let page = 0; page < 2; page += 1) await this.#emptyPage();
  }

  /** Like `caughtUp`, but does not wait for a batch that fails: its retries may take hours. */
  async settled(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#onFailure.add(resolve);
    await Promise.race([this.caughtUp(), promise]);
    this.#onFailure.delete(resolve);
  }

  /** Stops delivering; resolves when the batch that is being delivered has been answered. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#following;
  }

  async #emptyPage(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.add(resolve);
    this.#pause.interrupt();
    await Promise.race([promise, this.#following]);
    this.#waiting.delete(resolve);
  }

  async #follow(): Promise<void> {
    const { source, streams, onReadFailure } = this.#options;
    const begun = new Map<string, Promise<void>>();
    const closed = new Set<string>();
    let complaint = '';
    while (!this.#stopping.signal.aborted) {
      try {
        const streamArn = await streams.streamOf(source.tableName);
        if (streamArn === undefined) throw new Error(`Table ${source.tableName} has no stream.`);
        const shards = await streams.shardsOf(streamArn);
        const ids = new Set(shards.map(({ ShardId }) => ShardId));
        for (const { ShardId, ParentShardId } of shards) {
          const waits = ParentShardId !== undefined && ids.has(ParentShardId) && !closed.has(ParentShardId);
          if (waits || begun.has(ShardId)) continue;
          begun.set(
            ShardId,
            this.#read(streamArn, ShardId).then(() => void closed.add(ShardId)),
          );
        }
        // Order goes from parent to child, so the children of a shard are read after it.
        const open = [...begun].filter(([id]) => !closed.has(id)).map(([, reading]) => reading);
        if (open.length > 0) await Promise.race(open);
        else await this.#pause.sleep(noStreamMs);
      } catch (error) {
        if (String(error) !== complaint && !this.#stopping.signal.aborted) onReadFailure(error);
        complaint = String(error);
        await this.#pause.sleep(noStreamMs);
      }
    }
    await Promise.all(begun.values());
  }

  #read(streamArn: string, shardId: string): Promise<void> {
    const { source, streams, invoke, positions, onDeadLetter, onReadFailure, now } = this.#options;
    const sleep = (ms: number) => this.#pause.sleep(ms);
    const stopping = this.#stopping.signal;
    // A recreated table has a new stream, whose shards may have the same names.
    const place = `${streamArn} ${shardId}`;
    const position = positions.get(place);
    // A record that was left undelivered at a stop has not been tried since: only the time from here on is its age.
    const agesFrom = positions.isFollowed(place) ? now() : 0;
    return readShard({
      source,
      streams,
      streamArn,
      shardId,
      position: position ?? 'oldest',
      deliver: (records) =>
        deliver(source, records, {
          invoke,
          now,
          agesFrom,
          sleep: (ms) => {
            for (const resolve of this.#onFailure) resolve();
            return sleep(ms);
          },
          stopping,
          abandon: (condition, attempts, abandoned) =>
            onDeadLetter(deadLetter(source, shardId, condition, attempts, abandoned, now())),
        }),
      onCheckpoint: (reached) => positions.set(place, reached),
      onCaughtUp: () => {
        for (const resolve of this.#waiting) resolve();
      },
      onReadFailure,
      sleep: (ms) => sleep(this.#waiting.size > 0 ? awaitedPollMs : ms),
      stopping,
    });
  }
}
