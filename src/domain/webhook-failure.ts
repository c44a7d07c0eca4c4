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
 * The key of a failure's event, whose partition is its endpoint's. It differs each time that a delivery dies or an endpoint is disabled:
 * the event is written together with that, so a key that is there would refuse it. A revision alone begins again where the delivery
 * has expired, or its table was restored.
 */
export function failureKey(failure: WebhookFailure): Pick<RecordedEvent, 'paymentId' | 'type' | 'subject'> {
  const { type, at } = failure;
  if (type === 'endpoint.disabled') {
    const { id, revision } = failure.endpoint;
    return { paymentId: id, type, subject: `${revision + 1}-${Date.parse(at)}` };
  }
  const { endpointId, event, revision } = failure.delivery;
  const hash = createHash('sha256').update(`${event.id} ${at}`).digest('hex').slice(0, 40);
  return { paymentId: endpointId, type, subject: `${revision}-${hash}` };
}
