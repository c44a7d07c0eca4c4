import { eventsTable, webhooksTable } from '../../test/support/world.ts';
import type { Violations } from './invariants.ts';
import type { SimulatedItem } from './operands.ts';
import type { SimulatedWrite } from './store.ts';

const failureTypes = ['delivery.dead', 'endpoint.disabled'];

/** An event about webhooks: it belongs to an endpoint, and to no payment. */
export const isAboutWebhooks = ({ type }: SimulatedItem): boolean => failureTypes.includes(String(type));

type Body = Readonly<{ data: Readonly<Record<string, unknown>> }>;

/** Judges every write of an event about webhooks together with the change that it tells of. */
export class WebhookFailureChecks {
  readonly #violations: Violations;
  /** Since the last commit. */
  readonly #changes = new Set<string>();
  readonly #events = new Set<string>();

  constructor(violations: Violations) {
    this.#violations = violations;
  }

  written({ table, before, after }: SimulatedWrite): void {
    if (after === undefined) return;
    if (table === webhooksTable) this.#changed(before, after);
    if (table === eventsTable && before === undefined && isAboutWebhooks(after)) this.#recorded(after);
  }

  /** After each operation: whoever reads now sees this. */
  committed(): void {
    for (const one of new Set([...this.#changes, ...this.#events])) {
      const isBoth = this.#changes.has(one) && this.#events.has(one);
      this.#violations.require(
        isBoth,
        'failures of webhooks are events',
        () =>
          `${one}: there is ${this.#events.has(one) ? 'an event without the change' : 'a change without its event'}`,
      );
    }
    this.#changes.clear();
    this.#events.clear();
  }

  #changed(before: SimulatedItem | undefined, after: SimulatedItem): void {
    const [kind, endpointId] = String(after.id).split('#');
    const isDeath = kind === 'deliveries' && after.status === 'dead' && after.revision !== before?.revision;
    if (isDeath && !failureTypes.includes(String(after.type))) {
      this.#changes.add(`delivery of ${after.event_id} to ${endpointId} is dead (${after.reason})`);
    }
    const isDisabled = kind === 'endpoint' && before?.disabled_reason === undefined;
    if (isDisabled && (after.disabled_reason === 'gone' || after.disabled_reason === 'failing')) {
      this.#changes.add(`${after.sort} is disabled (${after.disabled_reason})`);
    }
  }

  #recorded({ id, type, body }: SimulatedItem): void {
    const { data } = JSON.parse(String(body)) as Body;
    this.#events.add(
      type === 'delivery.dead'
        ? `delivery of ${data.undelivered_event_id} to ${data.endpoint_id} is dead (${data.dead_reason})`
        : `${data.endpoint_id} is disabled (${data.disabled_reason})`,
    );
    const isOfItself = type === 'delivery.dead' && failureTypes.includes(String(data.undelivered_event_type));
    this.#violations.require(
      !isOfItself,
      'events about webhooks end',
      () => `${id} has an event of the death of an event about webhooks: ${data.undelivered_event_id}`,
    );
  }
}
