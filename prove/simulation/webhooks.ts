import type { DynamoDBRecord } from 'aws-lambda';
import { handler as redeliverEvent } from '../../functions/webhooks/redeliver-event.ts';
import { handler as rotateSecret } from '../../functions/webhooks/rotate-webhook-secret.ts';
import { handler as updateEndpoint } from '../../functions/webhooks/update-webhook-endpoint.ts';
import { handler as deliver } from '../../functions/workers/deliver.ts';
import { handler as redeliver } from '../../functions/workers/redeliver.ts';
import type { Io } from '../../src/runtime/io.ts';
import { notificationService } from '../../src/webhooks/notification-service.ts';
import { receivers } from '../../src/webhooks/receivers.ts';
import { jsonHeaders, proxyEvent } from '../../test/support/event.ts';
import type { Random } from '../../test/support/random.ts';
import type { OverriddenIo } from '../../test/support/world.ts';
import type { Faults } from './faults.ts';
import type { Violations } from './invariants.ts';
import type { SimulatedLambda } from './lambda.ts';
import { Receivers } from './receivers.ts';
import type { SimulatedStore, Write } from './store.ts';
import type { Timeline } from './timeline.ts';
import type { Trace } from './trace.ts';
import { WebhookChecks } from './webhook-checks.ts';
import { builtIn, builtInUrl, endpointsBy, keepEndpoints, webhooksTable } from './webhook-endpoints.ts';
import { wireOf } from './wire.ts';

type Services = Readonly<{
  timeline: Timeline;
  store: SimulatedStore;
  faults: Faults;
  trace: Trace;
  violations: Violations;
}>;

const eventsTable = 'payment-service-local-events';
/** Longer than that, and the store was part of a delay. */
const promptMs = 200;
const minuteMs = 60_000;
/** The age at which Lambda gives up a record of the stream (lib/worker.ts). */
const longestAgeMs = 6 * 3_600_000;
const mostRuns = 600;

/** How well the store answered an invocation, and when that began. */
type Watch = { isPrompt: boolean; readonly begunAt: number };

/** The stream of events, the workers that send them, their receivers, and who manages the endpoints. */
export class Webhooks {
  readonly receivers: Receivers;
  readonly checks: WebhookChecks;
  readonly #services: Services;
  readonly #random: Random;
  readonly #endpointIds: readonly string[];
  readonly #records: DynamoDBRecord[] = [];
  readonly #recordedAt: number[] = [];
  readonly #watches = new WeakMap<object, Watch>();
  readonly #acts: Promise<void>[] = [];
  #lambda: SimulatedLambda | undefined;
  #position = 0;
  #telling: Promise<void> | undefined;

  constructor(services: Services, random: Random) {
    this.#services = services;
    this.#random = random;
    const endpoints = endpointsBy(random);
    this.#endpointIds = endpoints.map(({ id }) => id).filter((id) => id !== builtIn);
    keepEndpoints(services.store, endpoints, services.timeline.start);
    this.receivers = new Receivers(services, endpoints, random);
    this.checks = new WebhookChecks({ ...services, receivers: this.receivers }, endpoints);
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
  };

  written(write: Write): void {
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

  /** What workers and operators do while faults happen. */
  async run(): Promise<void> {
    const runs = Array.from({ length: this.#random.whole(4) }, () => this.#redeliverAt(this.#random.whole(300_000)));
    const acts = Array.from({ length: this.#random.whole(4) }, () => this.#act(this.#random.whole(120_000)));
    await Promise.all([...runs, ...acts]);
  }

  /** Delivers all that can be; then enables every endpoint, heals the receivers, and delivers the rest. */
  async end(): Promise<void> {
    await this.#told();
    await Promise.all(this.#acts);
    await this.#redeliverUp();
    this.receivers.areHealthy = true;
    for (const id of this.#endpointIds) await this.#update(id, 'enabled');
    await this.#redeliverUp();
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
      if (!faults.quiet && this.#random.whole(5) === 0) this.#acts.push(this.#disable(this.#random.whole(100)));
      const answer = await this.#invoke('deliver', 30_000, (io, context) =>
        deliver.with(io, io.overrides)({ Records }, context),
      );
      if (answer === undefined || isRepeated) continue;
      const [again] = answer.result.batchItemFailures;
      if (again === undefined) {
        this.#position += Records.length;
        continue;
      }
      this.checks.givenBack(answer.watch.isPrompt);
      await timeline.wait(this.#random.whole(minuteMs));
      // What is that old goes to the dead-letter queue.
      const isOld = timeline.now() - (this.#recordedAt[this.#position] ?? 0) > longestAgeMs;
      this.#position = Number(again.itemIdentifier) + (isOld ? 1 : 0);
    }
    this.#telling = undefined;
  }

  async #redeliverAt(ms: number): Promise<void> {
    await this.#services.timeline.wait(ms);
    await this.#invoke('redeliver', minuteMs, (io, context) => redeliver.with(io, io.overrides)({}, context));
  }

  /** Runs the worker each minute in which something is due, until nothing is that may be sent. */
  async #redeliverUp(): Promise<void> {
    const { timeline } = this.#services;
    for (let runs = 0; runs < mostRuns; runs++) {
      const due = this.#nextDue();
      if (due === undefined) return;
      await this.#redeliverAt(Math.max(minuteMs, due - timeline.now()));
    }
  }

  #nextDue(): number | undefined {
    const { store } = this.#services;
    const items = store.items(webhooksTable);
    const enabled = items.filter(({ id, disabled_reason }) => id === 'endpoint' && disabled_reason === undefined);
    const ids = new Set([builtIn, ...enabled.map(({ sort }) => String(sort))].map((id) => `due#${id}`));
    const due = items.filter(({ id }) => ids.has(String(id))).map(({ sort }) => Date.parse(String(sort).slice(0, 24)));
    return due.length === 0 ? undefined : Math.min(...due);
  }

  /** One thing that an operator does: it is repeated until it is answered. */
  async #act(ms: number): Promise<void> {
    const { timeline, store } = this.#services;
    await timeline.wait(ms);
    const id = this.#random.pick(this.#endpointIds);
    const what = this.#random.whole(4);
    if (what === 0) {
      await this.#disable(0);
    } else if (what === 1) {
      await this.#update(id, 'enabled');
    } else if (what === 2) {
      const body = { previous_valid_hours: this.#random.pick([0, 1, 24]) };
      await this.#ask('rotate-webhook-secret', `POST /v1/webhook-endpoints/${id}/rotate-secret`, body, rotateSecret);
    } else {
      const [event] = store.items(eventsTable);
      if (event === undefined) return;
      const eventId = `${event.id}:${String(event.sort).replace('#', ':')}`;
      const request = `POST /v1/events/${encodeURIComponent(eventId)}/redeliver`;
      await this.#ask('redeliver-event', request, {}, redeliverEvent);
    }
  }

  async #disable(ms: number): Promise<void> {
    const { timeline } = this.#services;
    const id = this.#random.pick(this.#endpointIds);
    await timeline.wait(ms);
    await this.#update(id, 'disabled');
    await timeline.wait(this.#random.whole(60_000));
    if (this.#random.whole(2) === 0) await this.#update(id, 'enabled');
  }

  async #update(id: string, status: 'enabled' | 'disabled'): Promise<void> {
    const request = `POST /v1/webhook-endpoints/${id}`;
    if (status === 'enabled') this.checks.enabling(id, 1);
    const isAnswered = await this.#ask('update-webhook-endpoint', request, { status }, updateEndpoint);
    if (status === 'enabled') this.checks.enabling(id, -1);
    else if (isAnswered) this.checks.acknowledged(id);
  }

  async #ask(name: string, request: string, body: object, handler: typeof updateEndpoint): Promise<boolean> {
    const { timeline, violations } = this.#services;
    for (let tries = 0; tries < 20; tries++) {
      const answer = await this.#invoke(name, 10_000, (io, context) =>
        handler.with(io, io.overrides)(proxyEvent(request, { headers: jsonHeaders, body }), context),
      );
      const status = answer?.result.statusCode;
      violations.require(
        status === undefined || status < 500 || status > 502,
        'no bugs',
        () => `${request}: ${status}`,
      );
      if (status !== undefined && status < 500) return status < 300;
      await timeline.wait(500 + this.#random.whole(5_000));
    }
    return false;
  }

  async #invoke<Result>(
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

/** Notes when a call of the store takes long or fails. */
function watched({ send }: Pick<Io, 'send'>, watch: Watch, { now }: Timeline): Io['send'] {
  return (async (operation: Parameters<Io['send']>[0]) => {
    const begunAt = now();
    try {
      return await (send as (one: typeof operation) => Promise<unknown>)(operation);
    } catch (error) {
      if (!String((error as Error).name).startsWith('ConditionalCheck')) watch.isPrompt = false;
      throw error;
    } finally {
      if (now() - begunAt > promptMs) watch.isPrompt = false;
    }
  }) as Io['send'];
}
