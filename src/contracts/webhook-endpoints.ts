import * as z from 'zod/mini';
import type { WebhookEndpoint } from '../domain/webhook-endpoint.ts';
import { eventTypes } from './event.ts';
import { readBy, textOf } from './fields.ts';
import { type ReadContext, read, refuse } from './read.ts';
import { JsonNumber, type JsonObject } from './strict-json.ts';

/** Types of events, or null for all. */
export const EventTypes = readBy((value, context): readonly string[] | null => {
  if (value === null) return null;
  const types = Array.isArray(value) ? value : [];
  const isKnown = types.length > 0 && types.every((type) => eventTypes.some((known) => known === type));
  if (isKnown && new Set(types).size === types.length) return types;
  return refuse(context, 'field_invalid', `event_types is null for all, or a list of ${eventTypes.join(', ')}`);
});

const Description = z.nullable(textOf(255));

export const EndpointBody = z.strictObject({
  url: z.string(),
  event_types: z.optional(EventTypes),
  description: z.optional(Description),
});

export const EndpointUpdateBody = z.strictObject({
  url: z.optional(z.string()),
  event_types: z.optional(EventTypes),
  description: z.optional(Description),
  status: z.optional(z.enum(['enabled', 'disabled'], 'the status is enabled or disabled')),
});

const longestPreviousHours = 168;

/** Whole hours in which receivers may still use the secret before the rotation. */
export const Hours = readBy((value, context: ReadContext): number => {
  const hours = value instanceof JsonNumber && /^\d{1,3}$/.test(value.text) ? Number(value.text) : Number.NaN;
  if (hours <= longestPreviousHours) return hours;
  return refuse(context, 'field_invalid', `previous_valid_hours is a whole number from 0 to ${longestPreviousHours}`);
});

export const RotationBody = z.strictObject({ previous_valid_hours: z.optional(Hours) });

const defaultPreviousHours = 24;
const hourMs = 3_600_000;

export function readEndpoint(body: JsonObject) {
  const { url, event_types: types, description } = read(EndpointBody, body);
  return { url, types: types ?? undefined, description: description ?? undefined };
}

/** Only the members that the request has. Null removes what was there. */
export function readEndpointUpdate(body: JsonObject) {
  const { url, event_types: types, description, status } = read(EndpointUpdateBody, body);
  return {
    ...(url !== undefined && { url }),
    ...(types !== undefined && { types: types ?? undefined }),
    ...(description !== undefined && { description: description ?? undefined }),
    ...(status !== undefined && { status }),
  };
}

/** How long the secret before the rotation stays valid, in ms. */
export const readRotation = (body: JsonObject): number =>
  (read(RotationBody, body).previous_valid_hours ?? defaultPreviousHours) * hourMs;

const instant = (ms: number | undefined) => (ms === undefined ? null : new Date(ms).toISOString());

/** An endpoint without its secrets. */
export function presentEndpoint({ id, url, description, types, state, previous, ...times }: WebhookEndpoint) {
  const isDisabled = state.status === 'disabled';
  return {
    id,
    url,
    description: description ?? null,
    event_types: types ?? null,
    status: state.status,
    disabled_reason: isDisabled ? state.reason : null,
    disabled_at: isDisabled ? instant(state.at) : null,
    failing_since: instant(times.failingSince),
    previous_secret_valid_until: instant(previous[0]?.validUntil),
    created_at: instant(times.createdAt),
  };
}

/** The only answer that has the secret: of a creation or a rotation. */
export const presentEndpointWithSecret = (endpoint: WebhookEndpoint) => ({
  ...presentEndpoint(endpoint),
  secret: endpoint.secret,
});
