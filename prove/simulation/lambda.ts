import type { Context } from 'aws-lambda';
import type { Overrides } from '../../src/runtime/dependencies.ts';
import type { Io } from '../../src/runtime/io.ts';
import { cachedSecrets } from '../../src/runtime/secrets.ts';
import { dynamoSend } from '../../src/store/dynamo.ts';
import { watchedRefunds as refunds } from '../../src/store/watched-refunds.ts';
import { context } from '../../test/support/event.ts';
import type { Random } from '../../test/support/random.ts';
import type { OverriddenIo } from '../../test/support/world.ts';
import type { Bank } from './bank.ts';
import type { SimulatedFaults } from './faults.ts';
import type { Network } from './network.ts';
import { Process, running } from './process.ts';
import type { StageProcessors } from './stage.ts';
import type { Timeline } from './timeline.ts';
import type { Trace } from './trace.ts';
import type { TripService } from './trip-service.ts';

export type LambdaServices = Readonly<{
  timeline: Timeline;
  random: Random;
  faults: SimulatedFaults;
  trace: Trace;
  network: Network;
  bank: Bank;
  processors: StageProcessors;
  trips: TripService;
  webhooks?: Readonly<{ overrides: Overrides }> | undefined;
}>;

/** The Io and the Lambda context of an invocation. */
export type Surroundings = Readonly<{
  io: OverriddenIo;
  context: Context;
  process: Process;
  client: ReturnType<Network['clientOf']>;
  bank: Bank;
}>;

/** The answer of an invocation; undefined if it ended without one. */
export type Invoked<Result> = Readonly<{ process: Process; begunAt: number; answer: Result | undefined }>;

/** How a mutant changes what every function gets from outside. */
export type Adjust = (io: OverriddenIo, process: Process) => OverriddenIo;

/** Runs functions as Lambda does: each cut off after its time, some killed before, some frozen and thawed again. */
export class SimulatedLambda {
  readonly #services: LambdaServices;
  readonly #adjust: Adjust;
  /** With twenty, no run would ever archive one. */
  readonly #mostFailedRefunds: number;
  #invocations = 0;
  /** The variables that the stage is deployed with. */
  orderGuard = false;
  /** How often each function ran. */
  readonly calls = new Map<string, number>();

  constructor(services: LambdaServices, adjust: Adjust = (io) => io) {
    this.#services = services;
    this.#mostFailedRefunds = services.random.pick([1, 20]);
    this.#adjust = adjust;
  }

  get invocations(): number {
    return this.#invocations;
  }

  /** One invocation, and what whoever asked for it hears. */
  async invoke<Result>(
    name: string,
    run: (surroundings: Surroundings) => Promise<Result>,
    timeOutMs = 10_000,
  ): Promise<Invoked<Result>> {
    const { timeline, trace } = this.#services;
    const process = new Process(++this.#invocations, name, timeline, timeOutMs);
    this.calls.set(name, (this.calls.get(name) ?? 0) + 1);
    const begunAt = timeline.now();
    trace.add(process.name, () => 'begins');
    const answer = await new Promise<Result | undefined>((resolve, reject) => {
      const cutOff = timeline.after(timeOutMs, () => {
        this.#end(process, 'timed out');
        resolve(undefined);
      });
      const end = () => {
        cutOff.ring = undefined;
        process.answered = true;
      };
      process.onKilled = () => {
        trace.add(process.name, () => 'is killed');
        end();
        timeline.after(50, () => resolve(undefined));
      };
      running
        .run(process, () => run(this.#surroundings(process)))
        .then(
          (result) => {
            if (process.isDead || process.answered) return;
            end();
            this.#end(process, 'answered');
            resolve(result);
          },
          (error) => {
            end();
            reject(error);
          },
        );
    });
    process.answered = true;
    return { process, begunAt, answer };
  }

  /** Pending work of a function that answered or timed out stops, or is frozen and thaws with the next request. */
  #end(process: Process, how: 'answered' | 'timed out'): void {
    const { faults, random, trace } = this.#services;
    process.answered = true;
    const fate = faults.drawn(how);
    if (fate !== undefined) {
      process.freeze(random.whole(50_000));
      // It makes a difference only to a function that had something left to do.
      process.onFrozen = () => {
        faults.happens(fate);
        trace.add(process.name, () => `FAULT ${fate}`);
      };
    } else if (how === 'timed out') {
      trace.add(process.name, () => 'is cut off');
      process.onKilled = () => undefined;
      process.kill();
    }
  }

  #surroundings(process: Process): Surroundings {
    const { timeline, random, network, bank, processors, trips } = this.#services;
    const remaining = () => process.cutOffAt - timeline.now();
    const client = network.clientOf(process);
    const skewMs = this.#skew();
    const io: OverriddenIo = {
      now: () => timeline.now() + skewMs,
      newId: () => uuidOf(process.number, ++process.ids),
      random: () => random.whole(2 ** 32) / 2 ** 32,
      sleep: process.sleep,
      remaining,
      // The real one, with its time limits and its refusal to go on past the end.
      send: dynamoSend(client)(remaining),
      call: trips.callFor(process),
      fetch: () => Promise.reject(new TypeError('no part of this')),
      secrets: cachedSecrets(() => Promise.reject(new TypeError('no part of this'))),
      overrides: {
        processors: ({ now }: Io) => processors.reachedBy(process, now),
        refunds: (own: Io) => ({ ...refunds(own), mostFailed: this.#mostFailedRefunds }),
        orderGuard: () => this.orderGuard,
        ...this.#services.webhooks?.overrides,
      },
    };
    return {
      io: this.#adjust(io, process),
      context: { ...context, awsRequestId: process.invocation, getRemainingTimeInMillis: remaining },
      process,
      client,
      bank,
    };
  }

  #skew(): number {
    const { faults, random } = this.#services;
    const fate = faults.at('clock');
    if (fate === undefined) return 0;
    const most = fate === 'clock: two seconds off' ? 2_000 : 300_000;
    return random.whole(2 * most + 1) - most;
  }
}

/** Each function has random numbers of its own, so that they do not depend on concurrent functions. */
const uuidOf = (number: number, id: number) =>
  `00000000-0000-4000-8000-${String(number).padStart(8, '0')}${String(id).padStart(4, '0')}`;
