import { handler as redeliverEvent } from '../../functions/webhooks/redeliver-event.ts';
import { handler as replayEndpoint } from '../../functions/webhooks/replay-webhook-endpoint.ts';
import { handler as rotateSecret } from '../../functions/webhooks/rotate-webhook-secret.ts';
import { handler as updateEndpoint } from '../../functions/webhooks/update-webhook-endpoint.ts';
import { jsonHeaders, proxyEvent } from '../../test/support/event.ts';
import type { Random } from '../../test/support/random.ts';
import { eventsTable } from '../../test/support/world.ts';
import type { Violations } from './invariants.ts';
import type { SimulatedStore } from './store.ts';
import type { Timeline } from './timeline.ts';
import type { WebhookChecks } from './webhook-checks.ts';
import type { Webhooks } from './webhooks.ts';

type Services = Readonly<{
  timeline: Timeline;
  store: SimulatedStore;
  violations: Violations;
  checks: WebhookChecks;
  webhooks: Pick<Webhooks, 'invoke'>;
}>;

/** People who disable, enable, rotate, redeliver and redrive while events are sent. */
export class Operators {
  readonly #services: Services;
  readonly #random: Random;
  readonly #endpointIds: readonly string[];

  constructor(services: Services, random: Random, endpointIds: readonly string[]) {
    this.#services = services;
    this.#random = random;
    this.#endpointIds = endpointIds;
  }

  /** One thing that an operator does: it is repeated until it is answered. */
  async act(ms: number): Promise<void> {
    const { timeline, store } = this.#services;
    await timeline.wait(ms);
    const id = this.#random.pick(this.#endpointIds);
    const what = this.#random.whole(4);
    if (what === 0) {
      await this.disable(0);
    } else if (what === 1) {
      await this.update(id, 'enabled');
    } else if (what === 2) {
      const body = { previous_valid_hours: this.#random.pick([0, 1, 24]) };
      await this.#ask('rotate-webhook-secret', `POST /v1/webhook-endpoints/${id}/rotate-secret`, body, rotateSecret);
    } else {
      const [event] = store.items(eventsTable);
      if (event === undefined) return;
      const eventId = `${event.id}:${String(event.sort).replace('#', ':')}`;
      const request = `POST /v1/events/${encodeURIComponent(eventId)}/redeliver`;
      await this.#ask('redeliver-event', request, {}, redeliverEvent);
      await this.redrive(id);
    }
  }

  /** Begins all dead deliveries of an endpoint again, page by page. False if one of the requests was refused or not answered. */
  async redrive(id: string): Promise<boolean> {
    const request = `POST /v1/webhook-endpoints/${id}/replay`;
    let after: object = {};
    for (;;) {
      const dead = { status: 'dead', from: '1970-01-01T00:00:00Z', ...after };
      const answer = await this.#ask('replay-webhook-endpoint', request, dead, replayEndpoint);
      if (answer === undefined) return false;
      const { next_cursor: cursor } = JSON.parse(answer);
      if (cursor === null) return true;
      after = { cursor };
    }
  }

  async disable(ms: number): Promise<void> {
    const { timeline } = this.#services;
    const id = this.#random.pick(this.#endpointIds);
    await timeline.wait(ms);
    await this.update(id, 'disabled');
    await timeline.wait(this.#random.whole(60_000));
    if (this.#random.whole(2) === 0) await this.update(id, 'enabled');
  }

  async update(id: string, status: 'enabled' | 'disabled'): Promise<void> {
    const request = `POST /v1/webhook-endpoints/${id}`;
    const { checks } = this.#services;
    const acknowledge = checks.disabling(id);
    if (status === 'enabled') checks.enabling(id, 1);
    const answer = await this.#ask('update-webhook-endpoint', request, { status }, updateEndpoint);
    if (status === 'enabled') checks.enabling(id, -1);
    else if (answer !== undefined) acknowledge();
  }

  /** The body of the answer, if it is of success. */
  async #ask(name: string, request: string, body: object, handler: typeof updateEndpoint): Promise<string | undefined> {
    const { timeline, violations } = this.#services;
    for (let tries = 0; tries < 20; tries++) {
      const answer = await this.#services.webhooks.invoke(name, 10_000, (io, context) =>
        handler.with(io, io.overrides)(proxyEvent(request, { headers: jsonHeaders, body }), context),
      );
      const status = answer?.result.statusCode;
      violations.require(
        status === undefined || status < 500 || status > 502,
        'no bugs',
        () => `${request}: ${status}`,
      );
      if (status !== undefined && status < 500) return status < 300 ? answer?.result.body : undefined;
      await timeline.wait(500 + this.#random.whole(5_000));
    }
    return undefined;
  }
}
