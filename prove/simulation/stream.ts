import { isDeepStrictEqual } from 'node:util';
import type { DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { handler as projectPayments } from '../../functions/workers/project-payments.ts';
import { type Random, seeded } from '../../test/support/random.ts';
import type { SimulatedFaults } from './faults.ts';
import type { SimulatedLambda } from './lambda.ts';
import type { SimulatedWrite } from './store.ts';
import type { Timeline } from './timeline.ts';
import type { Trace } from './trace.ts';
import { wireOf } from './wire.ts';

type StreamServices = Readonly<{
  lambda: SimulatedLambda;
  timeline: Timeline;
  random: Random;
  faults: SimulatedFaults;
  trace: Trace;
}>;
const workerTimeOutMs = 30_000;

type TimedWrite = Readonly<{ at: number; number: number; write: SimulatedWrite }>;
type Answered = (answer: DynamoDBBatchResponse, event: DynamoDBStreamEvent) => DynamoDBBatchResponse;

/** Far from the seeds of everything else. */
const shardSeeds = 0x02000000;

/** The stream of the payments table, which keeps the order of the writes of an item, and of no two. In every fourth run it has three shards. */
export class PaymentStream {
  readonly #shards: readonly StreamShard[];
  readonly #services: StreamServices;
  #written = 0;
  /** Set by a mutant: what the function answers in an answer's place. */
  answered: Answered = (answer) => answer;

  constructor(services: StreamServices, seed: number) {
    const count = seeded(seed + shardSeeds).whole(4) === 0 ? 3 : 1;
    this.#services = services;
    this.#shards = Array.from({ length: count }, () => {
      return new StreamShard(services, (answer, event) => this.answered(answer, event));
    });
  }

  /** As DynamoDB's stream, it has no record of a write that changes no data. */
  add(write: SimulatedWrite): void {
    if (isDeepStrictEqual(write.before, write.after)) return;
    const place = [...write.id].reduce((sum, character) => sum + character.charCodeAt(0), 0) % this.#shards.length;
    this.#shards[place]?.add({ at: this.#services.timeline.now(), number: ++this.#written, write });
  }

  /** Until everything is told. */
  async told(): Promise<void> {
    await Promise.all(this.#shards.map((shard) => shard.told()));
  }
}

/**
 * One shard: in order, told at least once, and until the function says that it has it. As on Lambda, a record that is named as failed is
 * the first of the next batch, those before it are done, and a batch that failed as a whole is halved.
 */
class StreamShard {
  readonly #records: TimedWrite[] = [];
  readonly #services: StreamServices;
  readonly #answered: Answered;
  #position = 0;
  #mostAtOnce = Number.POSITIVE_INFINITY;
  #telling: Promise<void> | undefined;

  constructor(services: StreamServices, answered: Answered) {
    this.#services = services;
    this.#answered = answered;
  }

  add(record: TimedWrite): void {
    this.#records.push(record);
    if (this.#telling === undefined) this.#telling = this.#tellAll();
  }

  async told(): Promise<void> {
    while (this.#telling !== undefined) await this.#telling;
  }

  async #tellAll(): Promise<void> {
    const { timeline, random, faults } = this.#services;
    while (this.#position < this.#records.length) {
      await timeline.wait(faults.quiet ? 100 : 100 + random.whole(3_000));
      await this.#tell();
    }
    this.#telling = undefined;
  }

  async #tell(): Promise<void> {
    const { timeline, random, faults, trace, lambda } = this.#services;
    const fate = faults.at('stream');
    if (fate !== undefined) trace.add('stream', () => `FAULT ${fate}`);
    if (fate === 'stream: late') await timeline.wait(random.whole(60_000));
    const event = this.#batch(this.#position, Math.min(1 + random.whole(10), this.#mostAtOnce));
    const { answer } = await lambda.invoke(
      'project-payments',
      ({ io, context }) => projectPayments.with(io, io.overrides)(event, context),
      workerTimeOutMs,
    );
    if (fate === 'stream: batch told twice') return;
    const done = answer === undefined ? 0 : doneOf(event, this.#answered(answer, event));
    this.#position += done;
    this.#mostAtOnce = done === 0 ? Math.ceil(event.Records.length / 2) : Number.POSITIVE_INFINITY;
  }

  #batch(from: number, count: number): DynamoDBStreamEvent {
    return { Records: this.#records.slice(from, from + count).map(recordOf) };
  }
}

/** Records of a batch that Lambda does not send again. An identifier that is empty, or of no record, fails the batch as a whole. */
export function doneOf({ Records }: DynamoDBStreamEvent, { batchItemFailures }: DynamoDBBatchResponse): number {
  const failed = batchItemFailures.map(({ itemIdentifier }) =>
    Math.max(
      0,
      Records.findIndex(({ dynamodb }) => dynamodb?.SequenceNumber === itemIdentifier),
    ),
  );
  return Math.min(Records.length, ...failed);
}

function recordOf({ at, number, write: { id, before, after } }: TimedWrite): DynamoDBRecord {
  return {
    eventID: `event-${number}`,
    eventName: before === undefined ? 'INSERT' : after === undefined ? 'REMOVE' : 'MODIFY',
    eventSource: 'aws:dynamodb',
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(at / 1_000),
      Keys: { id: { S: id } },
      SequenceNumber: String(number),
      StreamViewType: 'NEW_AND_OLD_IMAGES',
      ...(before === undefined ? {} : { OldImage: wireOf(before) as never }),
      ...(after === undefined ? {} : { NewImage: wireOf(after) as never }),
    },
  };
}
