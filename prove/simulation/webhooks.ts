import type { DynamoDBRecord } from 'aws-lambda';
import { handler as deliver } from '../../functions/workers/deliver.ts';
import { handler as redeliver } from '../../functions/workers/redeliver.ts';
import type { Io } from '../../src/runtime/io.ts';
import { eventBus } from '../../src/webhooks/event-bus.ts';
import { notificationService } from '../../src/webhooks/notification-service.ts';
import { receivers } from '../../src/webhooks/receivers.ts';
import { type Random, seeded } from '../../test/support/random.ts';
import type { OverriddenIo } from '../../test/support/world.ts';
import { eventsTable } from '../../test/support/world.ts';
import { SimulatedBus } from './bus.ts';
import type { SimulatedFaults } from './faults.ts';
import type { Violations } from './invariants.ts';
import type { SimulatedLambda } from './lambda.ts';
import { nextDue } from './next-due.ts';
import { SimulatedReceivers } from './receivers.ts';
import type { SimulatedStore, SimulatedWrite } from './store.ts';
import { type Watch, watched } from './store-watch.ts';
import { doneOf } from './stream.ts';
import type { Timeline } from './timeline.ts';
import type { Trace } from './trace.ts';
import { WebhookChecks } from './webhook-checks.ts';
import { builtIn, builtInUrl, busBy, endpointsBy, keepEndpoints } from './webhook-endpoints.ts';
import { Operators } from './webhook-operators.ts';
import { wireOf } from './wire.ts';

type WebhookServices = Readonly<{
  timeline: Timeline;
  store: SimulatedStore;
  faults: SimulatedFaults;
  trace: Trace;
  violations: Violations;
}>;

const minuteMs = 60_000;
/** The age at which Lambda gives up a record of the stream (lib/worker.ts). */
const longestAgeMs = 6 * 3_600_000;
const mostRuns = 600;

/** The stream of events, the workers that send them, their receivers, and who manages the endpoints. */
export class Webhooks {
  readonly receivers: SimulatedReceivers;
  readonly checks: WebhookChecks;
  readonly #services: WebhookServices;
  readonly #operators: Operators;
  readonly #random: Random;
  readonly #endpointIds: readonly string[];
  readonly #records: DynamoDBRecord[] = [];
  readonly #recordedAt: number[] = [];
  readonly #watches = new WeakMap<object, Watch>();
  readonly #acts: Promise<void>[] = [];
  readonly #bus: SimulatedBus | undefined;
  #lambda: SimulatedLambda | undefined;
  #position = 0;
  #telling: Promise<void> | undefined;

  constructor(services: WebhookServices, random: Random) {
    this.#services = services;
    this.#random = random;
    const endpoints = endpointsBy(random);
    this.#endpointIds = endpoints.map(({ id }) => id).filter((id) => id !== builtIn);
    keepEndpoints(services.store, endpoints, services.timeline.start);
    this.receivers = new SimulatedReceivers(services, endpoints, random);
    const bus = busBy(random);
    if (bus !== undefined) this.#bus = new SimulatedBus(services.faults, this.receivers, { endpoint: bus, random });
    const all = [...endpoints, ...(bus === undefined ? [] : [bus])];
    this.checks = new WebhookChecks({ ...services, receivers: this.receivers }, all);
    this.#operators = new Operators({ ...services, checks: this.checks, webhooks: this }, random, this.#endpointIds);
    this.receivers.onSent = (sent) => {
      const { isPrompt, begunAt } = this.#watches.get(sent.process) ?? { isPrompt: false, begunAt: 0 };
      this.checks.sent(sent, isPrompt, begunAt);
    };
  }

  /** `lambda`: it needs the dependencies of these functions first. */
  set lambda(lambda: SimulatedLambda) {
    this.#lambda = lambda;
  }

  /** The dependencies of functions that send. */
  readonly overrides = {
    receivers: (own: Io) => receivers(this.receivers.call, own),
    notificationService: (own: Io) => notificationService({ ...own, call: this.receivers.call }, builtInUrl),
    eventBus: (own: Io) => this.#bus && eventBus('payments', { ...own, call: this.#bus.call }),
  };

  written(write: SimulatedWrite): void {
    this.checks.written(write);
    const { table, before, after } = write;
    if (table !== eventsTable || before !== undefined || after === undefined) return;
    const number = this.#records.length;
    this.#recordedAt.push(this.#services.timeline.now());
    this.#records.push({
      eventID: `event-${number}`,
      eventName: 'INSERT',
      dynamodb: { SequenceNumber: String(number), NewImage: wireOf(after) as never },
    });
    this.#telling ??= this.#tellAll();
  }

  /** Workers and operators at work while faults happen. */
  async run(): Promise<void> {
    const runs = Array.from({ length: this.#random.whole(4) }, () => this.#redeliverAt(this.#random.whole(300_000)));
    const acts = Array.from({ length: this.#random.whole(4) }, () => this.#operators.act(this.#random.whole(120_000)));
    await Promise.all([...runs, ...acts, ...(this.#random.whole(4) === 0 ? [this.#insist()] : [])]);
  }

  /** Somebody whose receiver answers 410 by mistake begins what is dead again, until it is taken. */
  async #insist(): Promise<void> {
    const id = this.#random.pick(this.#endpointIds);
    for (let times = 0; times < 8; times++) {
      await this.#operators.update(id, 'enabled');
      await this.#operators.redrive(id);
      await this.#redeliverAt(minuteMs);
    }
  }

  /** Delivers all that can be; then enables every endpoint, heals the receivers, delivers the rest, and redrives what is dead. */
  async end(): Promise<void> {
    await this.#told();
    await Promise.all(this.#acts);
    await this.#redeliverUp();
    await this.#told();
    this.receivers.areHealthy = true;
    for (const id of this.#endpointIds) await this.#operators.update(id, 'enabled');
    await this.#redeliverUp();
    for (const id of this.#endpointIds) if (await this.#operators.redrive(id)) this.checks.redriven(id);
    await this.#redeliverUp();
    // Nothing fails any more, so nothing brings about an event that would have to be delivered.
    this.checks.finish();
  }

  async #told(): Promise<void> {
    while (this.#telling !== undefined) await this.#telling;
  }

  async #tellAll(): Promise<void> {
    const { timeline, faults } = this.#services;
    while (this.#position < this.#records.length) {
      await timeline.wait(faults.quiet ? 100 : 100 + this.#random.whole(2_000));
      const Records = this.#records.slice(this.#position, this.#position + 1 + this.#random.whole(10));
      const isRepeated = !faults.quiet && this.#random.whole(20) === 0;
      // A person disables an endpoint just when events are being sent.
      if (!faults.quiet && this.#random.whole(5) === 0)
        this.#acts.push(this.#operators.disable(this.#random.whole(100)));
      const answer = await this.invoke('deliver', 30_000, (io, context) =>
        deliver.with(io, io.overrides)({ Records }, context),
      );
      if (answer === undefined || isRepeated) continue;
      const done = doneOf({ Records }, answer.result);
      this.#position += done;
      if (done === Records.length) continue;
      this.checks.givenBack(answer.watch.isPrompt);
      await timeline.wait(this.#random.whole(minuteMs));
      // A record of that age goes to the dead-letter queue.
      const isOld = timeline.now() - (this.#recordedAt[this.#position] ?? 0) > longestAgeMs;
      if (isOld) this.#position++;
    }
    this.#telling = undefined;
  }

  async #redeliverAt(ms: number): Promise<void> {
    await this.#services.timeline.wait(ms);
    await this.invoke('redeliver', minuteMs, (io, context) => redeliver.with(io, io.overrides)({}, context));
  }

  /** Runs the worker each minute in which something is due, until nothing is that may be sent. */
  async #redeliverUp(): Promise<void> {
    const { timeline, store } = this.#services;
    for (let runs = 0; runs < mostRuns; runs++) {
      const due = nextDue(store);
      if (due === undefined) return;
      await this.#redeliverAt(Math.max(minuteMs, due - timeline.now()));
    }
  }

  /** Runs a function, and notes how the store answered it. */
  async invoke<Result>(
    name: string,
    timeOutMs: number,
    run: (io: OverriddenIo, context: Parameters<typeof redeliver>[1]) => Promise<Result>,
  ): Promise<Readonly<{ result: Result; watch: Watch }> | undefined> {
    const { timeline, violations } = this.#services;
    const watch: Watch = { isPrompt: true, begunAt: timeline.now() };
    const invoked = await this.#lambda
      ?.invoke(
        name,
        ({ io, context, process }) => {
          this.#watches.set(process, watch);
          return run({ ...io, send: watched(io, watch, timeline) }, context);
        },
        timeOutMs,
      )
      .catch((error: unknown) => {
        // A scheduled worker fails its run if the store does.
        if (name !== 'redeliver') violations.add('no bugs', `${name}: ${error}`);
        return undefined;
      });
    return invoked?.answer === undefined ? undefined : { result: invoked.answer, watch };
  }
}

/** Far from the seeds of runs and of all else in them. */
const webhookSeeds = 0x30000000;

/** Webhooks of a run: of every fourth, unless it is said. Numbers of their own leave the other runs as they were. */
export function webhooksBy(
  seed: number,
  isWanted: boolean | undefined,
  services: WebhookServices,
): Webhooks | undefined {
  const own = seeded(seed + webhookSeeds);
  const isDrawn = own.whole(4) === 0;
  return (isWanted ?? isDrawn) ? new Webhooks(services, own) : undefined;
}
