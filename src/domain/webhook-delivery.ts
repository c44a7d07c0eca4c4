import type { WebhookEvent } from './webhook-endpoint.ts';

/** Why nothing is sent any more: the schedule is over, or the receiver answered 410. */
export type DeathReason = 'exhausted' | 'gone';

export type DeliveryState = Readonly<
  | { status: 'delivered' }
  /** `dueAt`: ISO instant of the next attempt. */
  | { status: 'pending'; dueAt: string }
  | { status: 'dead'; reason: DeathReason }
>;

/** A receiver's answer. Its body is never kept. */
export type ReceiverAnswer = Readonly<
  | { kind: 'answered'; status: number; retryAfterMs: number | undefined }
  /** No answer: `timeout`, `no_connection`, or `address_not_allowed`. */
  | { kind: 'failed'; error: DeliveryError }
>;

type DeliveryError = 'timeout' | 'no_connection' | 'address_not_allowed';

/** One event on its way to one endpoint. */
export type Delivery = Readonly<{
  endpointId: string;
  event: Pick<WebhookEvent, 'id' | 'type' | 'at'>;
  state: DeliveryState;
  attempts: number;
  /** Grows with every write, so that a write that arrives late is refused. */
  revision: number;
  /** Time of the last attempt, in ms since the epoch, and its answer. */
  last: Readonly<{ at: number; answer: ReceiverAnswer }> | undefined;
}>;

/** A delivery that something is still to be sent of, or that has arrived. */
export type LivingDelivery = Delivery & Readonly<{ state: Exclude<DeliveryState, { status: 'dead' }> }>;

export const isLiving = (delivery: Delivery): delivery is LivingDelivery => delivery.state.status !== 'dead';

export const newDelivery = (endpointId: string, { id, type, at }: Delivery['event']): LivingDelivery => ({
  endpointId,
  event: { id, type, at },
  state: { status: 'pending', dueAt: at },
  attempts: 0,
  revision: 0,
  last: undefined,
});
