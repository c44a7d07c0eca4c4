import * as z from 'zod/mini';
import { type Forgery, forged, isOfOther, isOfThis, type ProcessorEvent, type ReceivedEvent } from '../events.ts';
import type { Processor } from '../port.ts';
import { isSigned } from '../signatures.ts';
import { Link, RefundMetadata, readAs } from './answers.ts';
import type { MollieCall, MollieSettings } from './client.ts';
import { troubleOf, unexpected } from './troubles.ts';

/**
 * Mollie signs no time, but the event's own is signed with it. Mollie tries for 26 hours
 * (https://docs.mollie.com/reference/webhooks-new); events that were handled are remembered for longer than this, so that a
 * recorded one that is sent again is never more than a read of the store.
 */
const longestAgeMs = 3 * 86_400_000;
/** How far Mollie's clock may be ahead. */
const toleranceMs = 300_000;

export type MollieEventSettings = Readonly<{
  /** Signing secrets of the webhook. Two while they are rotated. */
  secrets: readonly string[];
  mode: 'live' | 'test';
}>;

/** Metadata of a payment that was not made here may be anything. */
export const PaymentMetadata = z.object({ payment_id: z.string(), payment_service: z.optional(z.string()) });

const Members = z.nullish(z.record(z.string(), z.unknown()));

/** An event of any type: Mollie also sends `hook.ping`, to try the webhook, with fewer members. */
const TypedEvent = z.object({ type: z.string() });

/** The members of an event that are read (https://docs.mollie.com/reference/get-webhook-event). */
const MollieEvent = z.object({
  id: z.string(),
  type: z.string(),
  entityId: z.string(),
  createdAt: z.string(),
  // Only a full payload has this: what the event is about, as it was then, as `entity` or under the entity's own name
  // (github.com/mollie/mollie-api-php, src/Webhooks/WebhookEventMapper.php and tests/Fixtures/Webhooks).
  _embedded: Members,
  _links: Members,
});
type MollieEvent = z.output<typeof MollieEvent>;

const Entity = z.object({
  mode: z.nullish(z.string()),
  paymentId: z.nullish(z.string()),
  metadata: z.optional(z.unknown()),
});

/** The reader of a stage's events. */
export const mollieEvents =
  (ask: MollieCall, { events, keySpace }: MollieSettings, now: () => number): Processor['readEvent'] =>
  (event) =>
    readMollieEvent(event, { secrets: [], mode: 'test', ...events }, now(), lookUpBy(ask, keySpace));

/** Asks Mollie for the metadata of a payment; undefined if another profile or mode has it. */
export type PaymentLookUp = Readonly<{
  keySpace: string | undefined;
  metadataOf: (intentId: string) => Promise<unknown>;
}>;

export const lookUpBy = (ask: MollieCall, keySpace: string | undefined): PaymentLookUp => ({
  keySpace,
  async metadataOf(intentId) {
    const answer = await ask({ method: 'GET', path: `payments/${encodeURIComponent(intentId)}` });
    if (answer.status === 200) return readAs(z.object({ metadata: z.optional(z.unknown()) }), answer.body).metadata;
    if (answer.status === 404) return undefined;
    throw troubleOf(answer) ?? unexpected(answer);
  },
});

/**
 * Reads an event. `metadataOf` asks Mollie for the payment where the event does not name it. Mollie's classic notices (`id=tr_…`) are
 * not signed, so each of them is a forgery.
 */
export async function readMollieEvent(
  { headers, body }: ReceivedEvent,
  { secrets, mode }: MollieEventSettings,
  now: number,
  { keySpace, metadataOf }: PaymentLookUp,
): Promise<ProcessorEvent> {
  if (!isSigned([body], signaturesIn(headers), secrets)) return forged('signature');
  const json = parsed(body);
  const type = TypedEvent.safeParse(json).data?.type;
  if (type === undefined) return forged('malformed');
  if (!watched.test(type)) return { kind: 'irrelevant' };
  const event = MollieEvent.safeParse(json).data;
  const createdAt = Date.parse(event?.createdAt ?? '');
  if (event === undefined || Number.isNaN(createdAt)) return forged('malformed');
  const entity = entityOf(event);
  const forgery = forgeryOf(createdAt, entity?.mode, { mode, now });
  if (forgery !== undefined) return forged(forgery);
  const intentId = entity?.paymentId ?? linkedPayment(event) ?? event.entityId;
  if (!intentId.startsWith('tr_')) return { kind: 'irrelevant' };
  const named = oursIn(entity?.metadata);
  // The metadata of a refund may be another program's, which numbers payments of its own.
  const isOurs = !entity?.paymentId || isOfThis(named?.payment_service, keySpace);
  const ours = (isOurs ? named : undefined) ?? oursIn(await metadataOf(intentId));
  const isOwn = isOwnRefund(entity?.metadata, ours?.payment_id) && event.type !== 'refund.failed';
  return {
    kind: 'hint',
    eventId: event.id,
    createdAt,
    intentId,
    paymentId: ours?.payment_id,
    aboutListed: listed.test(event.type) && !isOwn,
    ofOtherStage: isOfOther(ours?.payment_service, keySpace),
  };
}

/** Events that tell of a change to a payment or what belongs to one (https://docs.mollie.com/reference/webhooks-new). */
const watched = /^(payment|refund|capture|chargeback)\./;
const listed = /^(refund|chargeback)\./;

/** The metadata of a refund that this service asked for leads back to it, and to its payment. */
function isOwnRefund(metadata: unknown, paymentId: string | undefined): boolean {
  const named = RefundMetadata.safeParse(metadata).data?.payment_id;
  return named !== undefined && named === paymentId;
}

/** `sha256=<hex>`, in two headers for a day after the secret was rotated. */
function signaturesIn(headers: ReceivedEvent['headers']): readonly string[] {
  const values = headers.get('x-mollie-signature') ?? [];
  return values.flatMap((value) => value.split(',')).map((value) => value.trim().replace(/^sha256=/, ''));
}

function forgeryOf(
  createdAt: number,
  given: string | null | undefined,
  { mode, now }: Readonly<{ mode: string; now: number }>,
): Forgery | undefined {
  if (createdAt > now + toleranceMs || createdAt < now - longestAgeMs) return 'time';
  return given && given !== mode ? 'mode' : undefined;
}

const oursIn = (metadata: unknown) => PaymentMetadata.safeParse(metadata).data;

function entityOf({ _embedded }: MollieEvent) {
  const entities = Object.values(_embedded ?? {}).map((one) => Entity.safeParse(one));
  return entities.find(({ success }) => success)?.data;
}

/**
 * Webhooks that are made in Mollie's dashboard send no entity, and a refund, a capture and a chargeback do not name their payment by
 * their id: only their address does, `…/payments/tr_…/refunds/re_…`. It is never called.
 */
function linkedPayment({ _links }: MollieEvent): string | undefined {
  const addresses = Object.values(_links ?? {}).map((link) => Link.safeParse(link).data?.href ?? '');
  return addresses.map((href) => /\/payments\/(tr_\w+)\//.exec(href)?.[1]).find((id) => id !== undefined);
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
