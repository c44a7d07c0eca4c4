import type { DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { handler as projectPayments } from '../../functions/workers/project-payments.ts';
import type { Random } from '../../test/support/random.ts';
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

/** The stream of the payments table: in order, told at least once, and until the function says that it has it. */
export class PaymentStream {
  readonly #records: { at: number; write: SimulatedWrite }[] = [];
  readonly #services: StreamServices;
  #position = 0;
  #telling: Promise<void> | undefined;

  constructor(services: StreamServices) {
    this.#services = services;
  }

  add(write: SimulatedWrite): void {
    this.#records.push({ at: this.#services.timeline.now(), write });
    if (this.#telling === undefined) this.#telling = this.#tellAll();
  }

  /** Until everything is told. */
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
    const event = this.#batch(this.#position, 1 + random.whole(10));
    const { answer } = await lambda.invoke(
      'project-payments',
      ({ io, context }) => projectPayments.with(io, io.overrides)(event, context),
      workerTimeOutMs,
    );
    if (answer === undefined || fate === 'stream: batch told twice') return;
    if (answer.batchItemFailures.length === 0) this.#position += event.Records.length;
  }

  #batch(from: number, count: number): DynamoDBStreamEvent {
    return {
      Records: this.#records.slice(from, from + count).map(({ at, write }, index) => recordOf(write, at, from + index)),
    };
  }
}

function recordOf({ id, before, after }: SimulatedWrite, at: number, number: number): DynamoDBRecord {
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
