import { isDeepStrictEqual } from 'node:util';
import { eventsTable, webhooksTable } from '../../test/support/world.ts';
import type { Violations } from './invariants.ts';
import type { SimulatedItem } from './operands.ts';
import type { Sent, SimulatedReceivers } from './receivers.ts';
import type { SimulatedStore, SimulatedWrite } from './store.ts';
import type { Timeline } from './timeline.ts';
import { builtIn, busId, type SimulatedEndpoint } from './webhook-endpoints.ts';
import { skewMs, wrongSignature } from './webhook-signatures.ts';

/** A worker may use an endpoint as it was a second ago; the rest is for calls that are under way. */
const viewMs = 1_100;
/** All pauses of the schedule together, without jitter. */
const scheduleMs = (5 + 300 + 1_800 + (2 + 5 + 10 + 14 + 20 + 24) * 3_600) * 1_000;
/** With a store that answers at once, all first attempts of a batch begin within this. */
const promptMs = 1_000;

type WebhookCheckServices = Readonly<{
  violations: Violations;
  timeline: Timeline;
  store: SimulatedStore;
  receivers: SimulatedReceivers;
}>;

/** Judges every request to a receiver when it begins, every write of a delivery, and in the end what became of each event. */
export class WebhookChecks {
  readonly #services: WebhookCheckServices;
  readonly #bodies = new Map<string, string>();
  readonly #rotatedAt = new Map<string, number>();
  /** Since when each endpoint is enabled; none while it is disabled. */
  readonly #enabledSince = new Map<string, number>();
  /** Endpoints whose disabling was acknowledged. */
  readonly #disabled = new Set<string>();
  /** How many requests to enable each endpoint are under way. */
  readonly #enabling = new Map<string, number>();
  /** How many have begun, ever. */
  readonly #enablesBegun = new Map<string, number>();
  /** Endpoints that take everything, whose dead deliveries were all begun again. */
  readonly #redriven = new Set<string>();
  /** By delivery: when its first attempt began. */
  readonly #firstAttempts = new Map<string, number>();
  /** Events and the endpoints that were enabled for long when each of them happened. */
  readonly #owed: { readonly eventId: string; readonly sort: string; readonly endpointId: string }[] = [];

  constructor(services: WebhookCheckServices, endpoints: readonly SimulatedEndpoint[]) {
    this.#services = services;
    for (const { id } of endpoints) this.#enabledSince.set(id, services.timeline.start - 10 * skewMs);
  }

  /**
   * Somebody begins to ask for it to be disabled. What this gives is to be called when that is answered. A request to enable that was
   * under way at any time until then is in no order with it: an answer may come late, from a function that was frozen.
   */
  disabling(endpointId: string): () => void {
    const isAlone = (this.#enabling.get(endpointId) ?? 0) === 0;
    const begun = this.#enablesBegun.get(endpointId) ?? 0;
    return () => {
      const isStillAlone = isAlone && (this.#enablesBegun.get(endpointId) ?? 0) === begun;
      if (isStillAlone) this.#disabled.add(endpointId);
    };
  }

  /** Somebody begins or ends (-1) to ask for it to be enabled. */
  enabling(endpointId: string, by: 1 | -1): void {
    this.#disabled.delete(endpointId);
    if (by === 1) this.#enablesBegun.set(endpointId, (this.#enablesBegun.get(endpointId) ?? 0) + 1);
    this.#enabling.set(endpointId, (this.#enabling.get(endpointId) ?? 0) + by);
  }

  redriven(endpointId: string): void {
    this.#redriven.add(endpointId);
  }

  sent({ process, endpoint, eventId, headers, body }: Sent, hadPromptStore: boolean, begunAt: number): void {
    const { violations, timeline, store } = this.#services;
    const now = timeline.now();
    const name = `${eventId} to ${endpoint.id}`;
    violations.require(
      !this.#disabled.has(endpoint.id),
      'a disabled endpoint gets nothing',
      () => `${name}, after its disabling was answered`,
    );
    const isPrompt = !process.name.endsWith(' deliver') || !hadPromptStore || now - begunAt <= promptMs;
    violations.require(
      isPrompt,
      'no receiver delays another',
      () => `${name} waited ${now - begunAt} ms although the store answered at once`,
    );
    const known = this.#bodies.get(`${endpoint.id} ${eventId}`) ?? body;
    this.#bodies.set(`${endpoint.id} ${eventId}`, known);
    violations.require(known === body, 'a delivery never changes', () => `${name} has other bytes than before`);
    const place = `${endpoint.id} ${eventId}`;
    if (!this.#firstAttempts.has(place)) this.#firstAttempts.set(place, now);
    if (endpoint.id === builtIn) return;
    const [paymentId, type, subject] = eventId.split(':');
    const stored = store.item(eventsTable, `${paymentId} ${type}#${subject}`);
    if (endpoint.id === busId) {
      const isEvent = isDeepStrictEqual(dataIn(body), dataIn(String(stored?.body)));
      violations.require(isEvent, 'a delivery never changes', () => `${name} has other data than the event`);
      return;
    }
    violations.require(body === stored?.body, 'a delivery never changes', () => `${name} is not the event's body`);
    const isFresh = now - (this.#rotatedAt.get(endpoint.id) ?? 0) <= viewMs;
    const keys = store.item(webhooksTable, `endpoint ${endpoint.id}`) ?? {};
    const wrong = wrongSignature({ eventId, headers, body }, keys, { now, isFresh });
    violations.require(wrong === undefined, 'signatures are valid', () => `${eventId} to ${endpoint.id}: ${wrong}`);
  }

  /** A batch of the stream was given back, to be repeated as a whole. */
  givenBack(hadPromptStore: boolean): void {
    this.#services.violations.require(
      !hadPromptStore,
      'no receiver delays another',
      () => 'a batch is repeated although the store answered every call at once',
    );
  }

  written({ table, before, after }: SimulatedWrite): void {
    if (table === eventsTable && before === undefined && after !== undefined) this.#recorded(after);
    if (table !== webhooksTable) return;
    if (before?.id === 'dead' && after === undefined) this.#unlisted(String(before.sort));
    if (after === undefined) return;
    if (after.id === 'endpoint') this.#endpointWritten(String(after.sort), before, after);
    if (String(after.id).startsWith('deliveries#') && after.status === 'dead') this.#died(after);
  }

  /** Endpoints that were enabled for as long before and after an event as clocks may be wrong are owed the event. */
  #recorded({ id, sort, at, quiet }: SimulatedItem): void {
    if (quiet === true || String(sort).startsWith('step#')) return;
    const eventId = `${id}:${String(sort).replace('#', ':')}`;
    for (const [endpointId, since] of this.#enabledSince) {
      if (endpointId === builtIn && !isNotified(String(sort))) continue;
      if (since <= Date.parse(String(at)) - skewMs) this.#owed.push({ eventId, sort: `${at}#${eventId}`, endpointId });
    }
  }

  #endpointWritten(id: string, before: SimulatedItem | undefined, after: SimulatedItem): void {
    const now = this.#services.timeline.now();
    if (before !== undefined && before.secret !== after.secret) this.#rotatedAt.set(id, now);
    if (after.disabled_reason !== undefined) this.#enabledSince.delete(id);
    else if (!this.#enabledSince.has(id)) this.#enabledSince.set(id, now);
  }

  #died({ id, event_id: eventId, reason, attempts }: SimulatedItem): void {
    const { violations, timeline, receivers } = this.#services;
    const endpointId = String(id).slice('deliveries#'.length);
    const first = this.#firstAttempts.get(`${endpointId} ${eventId}`) ?? timeline.now();
    const isDue =
      reason === 'gone'
        ? receivers.gone.has(endpointId)
        : Number(attempts) >= 10 && timeline.now() - first >= scheduleMs - 2 * skewMs;
    violations.require(
      isDue,
      'dead only in the end',
      () =>
        `${eventId} to ${endpointId} is dead (${reason}) after ${attempts} attempts in ${timeline.now() - first} ms`,
    );
  }

  /** A row was taken out of the list of dead deliveries. `place`: the endpoint, and the place of the delivery among its own. */
  #unlisted(place: string): void {
    const { violations, store } = this.#services;
    const [endpointId = ''] = place.split('#', 1);
    const delivery = store.item(webhooksTable, `deliveries#${endpointId} ${place.slice(endpointId.length + 1)}`);
    violations.require(
      delivery?.status !== 'dead',
      'the dead are listed',
      () => `${place} is dead, and in no list any more`,
    );
  }

  finish(): void {
    const { violations, store, receivers } = this.#services;
    for (const { id, sort, status } of store.items(webhooksTable)) {
      if (status !== 'dead' || id === 'dead') continue;
      const place = `${String(id).slice('deliveries#'.length)}#${sort}`;
      const isListed = store.item(webhooksTable, `dead ${place}`) !== undefined;
      violations.require(isListed, 'the dead are listed', () => `${place} is dead, and in no list`);
    }
    for (const { eventId, sort, endpointId } of this.#owed) {
      const delivery = store.item(webhooksTable, `deliveries#${endpointId} ${sort}`);
      const isTaken = receivers.taken.get(endpointId)?.has(eventId) === true;
      const isDead = delivery?.status === 'dead' && !this.#redriven.has(endpointId);
      violations.require(
        isTaken || isDead,
        'every event arrives',
        () => `${eventId} did not come to ${endpointId}: ${delivery?.status ?? 'nothing is known of it'}`,
      );
    }
  }
}

const dataIn = (body: string): unknown => JSON.parse(body).data;

const notified = /^(payment\.(completed|failed|captured|cancelled)|refund\.(completed|failed|reversed))#/;
const isNotified = (sort: string): boolean => notified.test(sort);
