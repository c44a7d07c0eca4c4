import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DynamoDBRecord } from 'aws-lambda';
import { handler as create } from '../../functions/payments/create-payment.ts';
import { handler as get } from '../../functions/payments/get-payment.ts';
import { handler as refund } from '../../functions/payments/refund-payment.ts';
import { handler as pollPayments } from '../../functions/workers/poll-payments.ts';
import { handler as project } from '../../functions/workers/project-payments.ts';
import { handler as sweepPayments } from '../../functions/workers/sweep-payments.ts';
import type { Intent, Processor } from '../../src/processor/port.ts';
import { onlyProcessor, type Processors } from '../../src/processor/routing.ts';
import { simulatedProcessor } from '../../src/processor/simulated.ts';
import type { Io } from '../../src/runtime/io.ts';
import { PutItem, UpdateItem } from '../../src/runtime/operations.ts';
import type { Send } from '../../src/runtime/send.ts';
import { call, type Endpoint } from '../support/call.ts';
import { context } from '../support/event.ts';
import type { Operation } from '../support/memory-dynamo.ts';
import { MemoryProjections } from '../support/memory-projections.ts';
import { record, streamOf } from '../support/stream.ts';
import { type OverriddenIo, paymentsTable, World } from '../support/world.ts';

const mostRecords = 25;

/**
 * A stage with a provider's adapter as its processor: the deployed handlers and workers, with tables, a stream and a clock in
 * memory. Limits never ring, because a call may leave this process; every other pause is over at once.
 */
export class ProviderStage {
  readonly world = new World();
  readonly projections = new MemoryProjections();
  readonly #call: Io['call'];
  readonly #processorOf: (io: Io) => Processor;
  readonly #records: DynamoDBRecord[] = [];

  constructor(provider: Io['call'], processorOf: (io: Io) => Processor) {
    this.#call = provider;
    this.#processorOf = processorOf;
    this.world.dynamo.intercept = async (operation, apply) => {
      if (!(operation instanceof PutItem || operation instanceof UpdateItem)) return apply();
      if (operation.input.TableName !== paymentsTable) return apply();
      const id = String('Item' in operation.input ? operation.input.Item?.id : operation.input.Key?.id);
      const before = this.stored(id);
      // The store applies a write before it answers: so the second image is of this write and no other.
      const answer = apply();
      const change = record(before, this.stored(id), { at: this.world.clock.now() });
      await answer;
      this.#records.push(change);
      return answer;
    };
  }

  /** The Io of an invocation. */
  io(but: Partial<OverriddenIo> = {}, timeOut?: number): OverriddenIo {
    const { clock } = this.world;
    return {
      ...this.world.io(timeOut),
      sleep: async (ms, cancelled) => {
        if (cancelled !== undefined) return new Promise(() => undefined);
        clock.advance(ms);
        await nextTurn();
      },
      send: this.#send,
      call: this.#call,
      overrides: { processors: this.#processors },
      ...but,
    };
  }

  /** As a deployed stage has them: a payment of the simulated processor is finished there. */
  readonly #processors = (io: Io): Processors => {
    const provider = this.#processorOf(io);
    const of = ({ processor }: Intent) => (processor === 'simulated' ? simulatedProcessor(io, false) : provider);
    return { ...onlyProcessor(provider), of };
  };

  pay(key: string, fields: object, io: OverriddenIo = this.io()) {
    const body = { amount: '25.00', currency: 'EUR', ...fields };
    return this.send(create, 'POST /v1/payments', { headers: { 'Idempotency-Key': key }, body }, io);
  }

  refund(paymentId: string, key: string, amount?: string, io: OverriddenIo = this.io()) {
    const wanted = { headers: { 'Idempotency-Key': key }, body: { amount } };
    return this.send(refund, `POST /v1/payments/${paymentId}/refund`, wanted, io);
  }

  get = (paymentId: string) => this.send(get, `GET /v1/payments/${paymentId}`);

  send = (endpoint: Endpoint, request: string, wanted: Parameters<typeof call>[3] = {}, io: OverriddenIo = this.io()) =>
    call(endpoint, { io: () => io }, request, wanted);

  stored = (id: string) => this.world.dynamo.item(paymentsTable, id);

  /** A worker that never ends: what becomes of it, once its time-out has passed for real, does not matter. */
  dies(worker: Promise<unknown>): void {
    worker.catch(() => undefined);
  }

  /** The provider's id of a payment's intent. */
  intentOf(paymentId: string): string {
    const intent = this.stored(paymentId)?.intent;
    if (typeof intent === 'object' && intent !== null && 'id' in intent) return String(intent.id);
    throw new Error(`payment ${paymentId} has no intent`);
  }

  payments = () => this.world.dynamo.items(paymentsTable).filter(({ fingerprint }) => fingerprint !== undefined);

  /** A run of the sweeper, or of the poller, once the stream has been told. */
  async sweep(io: OverriddenIo = this.io({}, 60_000)): Promise<void> {
    await this.deliver();
    await sweepPayments.with(io, io.overrides)({}, context);
    await this.deliver();
  }

  async poll(): Promise<void> {
    await this.deliver();
    const io = this.io({}, 60_000);
    await pollPayments.with(io, io.overrides)({}, context);
    await this.deliver();
  }

  /** Lets time pass, with a run of the sweeper and the poller each time: each minute, as EventBridge runs them, or less often. */
  async pass(times: number, eachMs = 60_000): Promise<void> {
    for (let time = 0; time < times; time++) {
      this.world.clock.advance(eachMs);
      await this.sweep();
      await this.poll();
    }
  }

  /** Tells the stream's worker all changes so far. */
  async deliver(): Promise<void> {
    while (this.#records.length > 0) {
      const batch = this.#records.splice(0, mostRecords);
      const { batchItemFailures } = await project.with(this.io({}, 60_000))(streamOf(...batch), context);
      if (batchItemFailures.length > 0) throw new Error('the stream was not projected');
    }
  }

  readonly #send = ((operation: Operation) =>
    !('TableName' in operation.input) || operation.input.TableName?.endsWith('-projections')
      ? this.projections.send(operation as never)
      : this.world.dynamo.send(operation as never)) as Send;
}
