import { isSuccess } from '../domain/delivery-schedule.ts';
import type { Delivery, ReceiverAnswer } from '../domain/webhook-delivery.ts';
import { validSecrets, type WebhookEvent } from '../domain/webhook-endpoint.ts';
import type { Io } from '../runtime/io.ts';
import { breakerOf } from '../webhooks/breakers.ts';
import { notificationServiceId } from '../webhooks/built-in-endpoints.ts';
import type { NotificationService } from '../webhooks/notification-service.ts';
import { attemptMs, type Receivers } from '../webhooks/receivers.ts';
import type { EndpointHealth } from './endpoint-health.ts';
import type { EndpointView } from './endpoint-view.ts';

export type AttemptServices = Readonly<{
  view: EndpointView;
  health: EndpointHealth;
  receivers: Receivers;
  notificationService: NotificationService | undefined;
  io: Pick<Io, 'now' | 'remaining'>;
}>;

/** Result of an attempt, or why none was made. `refused`: the circuit breaker is open. */
export type AttemptResult = Readonly<
  | { kind: 'answered'; answer: ReceiverAnswer }
  | { kind: 'refused'; forMs: number }
  | { kind: 'disabled' }
  | { kind: 'deleted' }
  | { kind: 'out of time' }
>;

/** Time for an attempt, and for what is written of it. */
export const reserveMs = attemptMs + 3_000;

/** Sends an event to an endpoint once, if the endpoint is enabled at this moment. */
export async function attempt(
  { endpointId }: Pick<Delivery, 'endpointId'>,
  event: WebhookEvent,
  services: AttemptServices,
): Promise<AttemptResult> {
  const { view, receivers, notificationService, io } = services;
  if (endpointId === notificationServiceId) {
    if (notificationService === undefined) return { kind: 'deleted' };
    const isLate = io.remaining() < reserveMs;
    return isLate
      ? { kind: 'out of time' }
      : answerBehind(endpointId, notificationService.call, () => notificationService.send(event), services);
  }
  let seen = await view.read();
  while (view.isOld(seen) && io.remaining() >= reserveMs) seen = await view.read();
  // From here to the call nothing waits, so the endpoint is still what was seen.
  if (io.remaining() < reserveMs) return { kind: 'out of time' };
  const endpoint = seen.endpoints.find(({ id }) => id === endpointId);
  if (endpoint === undefined) return { kind: 'deleted' };
  if (endpoint.state.status === 'disabled') return { kind: 'disabled' };
  const secrets = validSecrets(endpoint, io.now());
  const answer = await answerBehind(
    endpointId,
    receivers.call,
    () => receivers.send(endpoint.url, event, secrets),
    services,
  );
  if (answer.kind === 'answered') services.health.note(endpoint, answer.answer);
  return answer;
}

async function answerBehind(
  endpointId: string,
  call: Io['call'],
  send: () => Promise<ReceiverAnswer>,
  { io }: AttemptServices,
): Promise<AttemptResult> {
  const breaker = breakerOf(call, endpointId);
  const admission = breaker.admit(io.now());
  if (admission.kind === 'refused') return admission;
  const answer = await send();
  if (isSuccess(answer)) breaker.succeeded();
  else breaker.failed(io.now());
  return { kind: 'answered', answer };
}
