import { createHash } from 'node:crypto';
import type { RecordedEvent } from './recorded-event.ts';
import type { DeathReason, Delivery } from './webhook-delivery.ts';
import type { WebhookEndpoint } from './webhook-endpoint.ts';

/** Types of events about webhooks themselves. All other events are of payments. */
export const webhookFailureTypes = ['delivery.dead', 'endpoint.disabled'] as const;
export type WebhookFailureType = (typeof webhookFailureTypes)[number];

/** Something about webhooks that an operator has to know, and that the receiver concerned cannot be told. */
export type WebhookFailure = Readonly<
  | { type: 'delivery.dead'; delivery: Delivery; reason: DeathReason; at: string }
  | { type: 'endpoint.disabled'; endpoint: WebhookEndpoint; reason: AutomaticReason; at: string }
>;

/** Why the service itself disables an endpoint. */
export type AutomaticReason = 'gone' | 'failing';

export const isWebhookFailure = (type: string): type is WebhookFailureType =>
  webhookFailureTypes.some((known) => known === type);

/**
 * The failure that a delivery came to, if it is dead. A dead delivery of an event about webhooks is none: otherwise an endpoint
 * that fails, and gets all events, would bring about one event after another for ever.
 */
export function deathOf(delivery: Delivery): WebhookFailure | undefined {
  const { state, event, last } = delivery;
  if (state.status !== 'dead' || isWebhookFailure(event.type)) return undefined;
  const at = last === undefined ? event.at : new Date(last.at).toISOString();
  return { type: 'delivery.dead', delivery, reason: state.reason, at };
}

/**
 * The key of a failure's event, whose partition is its endpoint's. Revisions grow with every write, so that a delivery that is
 * sent again, or an endpoint that is enabled again, has another event when it fails again.
 */
export function failureKey(failure: WebhookFailure): Pick<RecordedEvent, 'paymentId' | 'type' | 'subject'> {
  const { type } = failure;
  if (type === 'endpoint.disabled') {
    return { paymentId: failure.endpoint.id, type, subject: String(failure.endpoint.revision + 1) };
  }
  const { endpointId, event, revision } = failure.delivery;
  const hash = createHash('sha256').update(event.id).digest('hex').slice(0, 40);
  return { paymentId: endpointId, type, subject: `${revision}-${hash}` };
}
