import { traceIn } from './actor.ts';
import { eventId, type RecordedEvent } from './recorded-event.ts';
import type { Traceparent } from './trace-context.ts';

/** `requested` by a person, `gone` after a 410, `failing` after five days without a success. */
export type DisabledReason = 'requested' | 'gone' | 'failing';

export type EndpointState = Readonly<
  { status: 'enabled' } | { status: 'disabled'; reason: DisabledReason /** ms since the epoch */; at: number }
>;

/** A secret that receivers may still use until an instant. */
export type PreviousSecret = Readonly<{ secret: string; validUntil: number }>;

/** An address that events are sent to. Times are in ms since the epoch. */
export type WebhookEndpoint = Readonly<{
  id: string;
  url: string;
  description: string | undefined;
  /** Types of events that it gets; undefined for all. */
  types: readonly string[] | undefined;
  state: EndpointState;
  secret: string;
  /** Secrets before the last rotation, the newest first. */
  previous: readonly PreviousSecret[];
  /** Time of the first failure since the last success. */
  failingSince: number | undefined;
  /** Time of the success that ended the last failing, or when a person enabled it; undefined if it has never failed. */
  workingAt: number | undefined;
  createdAt: number;
  /** Grows with every change by a person, so that one that arrives late is refused. */
  revision: number;
}>;

/** An event as endpoints get it. `at` is when it happened; `body` has the same bytes in every delivery. */
export type WebhookEvent = Readonly<{
  id: string;
  type: string;
  at: string;
  body: string;
  /** The trace that it came about in. */
  trace?: Traceparent | undefined;
}>;

export const webhookEvent = (event: RecordedEvent): WebhookEvent => ({
  id: eventId(event),
  type: event.type,
  at: event.at,
  body: event.body,
  trace: traceIn(event.by),
});

const dayMs = 86_400_000;

/** An endpoint that answered nothing but failures for so long is disabled. */
const longestFailureMs = 5 * dayMs;

export const isFailingTooLong = ({ failingSince }: Pick<WebhookEndpoint, 'failingSince'>, now: number): boolean =>
  failingSince !== undefined && now - failingSince >= longestFailureMs;

/** Two clocks of the service that differ by more than this are out of order. */
const clockToleranceMs = 600_000;

/**
 * Whether an endpoint gets an event. One that was disabled after the event happened gets it once it is enabled again, so
 * that an outage of a receiver loses nothing.
 */
export function isRecipient({ types, state }: WebhookEndpoint, { type, at }: WebhookEvent): boolean {
  if (types !== undefined && !types.includes(type)) return false;
  return state.status === 'enabled' || Date.parse(at) < state.at + clockToleranceMs;
}

type EndpointSecrets = Pick<WebhookEndpoint, 'secret' | 'previous'>;

/** The secrets that a delivery is signed with. */
export const validSecrets = ({ secret, previous }: EndpointSecrets, now: number): readonly string[] => [
  secret,
  ...previous.filter(({ validUntil }) => validUntil > now).map((one) => one.secret),
];

/**
 * The previous secrets after a rotation. Those of earlier rotations stay: a rotation that is repeated because its answer was lost
 * must not end the one secret that receivers know. None outlives the current one, so that a rotation ends them all if it is to.
 * `next`, the new secret, is one of them if another rotation came between two attempts of this one.
 */
export const previousSecrets = (
  { secret, previous }: EndpointSecrets,
  { next, now, validUntil }: Readonly<{ next: string; now: number; validUntil: number }>,
): readonly PreviousSecret[] => [
  { secret, validUntil },
  ...previous
    .map((one) => ({ ...one, validUntil: Math.min(one.validUntil, validUntil) }))
    .filter((one) => one.validUntil > now && one.secret !== next),
];
