import * as z from 'zod/mini';
import {
  type Forgery,
  forged,
  type GenuineEvent,
  isOfOther,
  isOfThis,
  type ProcessorEvent,
  type ReceivedEvent,
} from '../events.ts';
import type { Processor } from '../port.ts';
import { isSigned } from '../signatures.ts';
import { readBody, text } from './answers.ts';
import type { StripeCall, StripeSettings } from './client.ts';
import { troubleOf, unreadable } from './troubles.ts';

/** How far the clocks may differ, in both directions. Stripe's library looks back only, by the same 300 s. */
const toleranceMs = 300_000;

export type StripeEventSettings = Readonly<{
  /** Signing secrets (`whsec_…`). Two while they are rotated. */
  secrets: readonly string[];
  /** The connected account of the stage. */
  account: string | undefined;
  mode: 'live' | 'test';
}>;

/** The metadata that leads back from an intent to its payment, and to the stage that made it. */
const IntentMetadata = z.object({
  metadata: z.optional(z.object({ payment_id: text, payment_service: text })),
});
type IntentMetadata = z.output<typeof IntentMetadata>;

/** The members of an event that are read (https://docs.stripe.com/api/events/object). */
export const StripeEvent = z.object({
  id: z.string(),
  type: z.string(),
  created: z.number(),
  livemode: z.boolean(),
  account: z.nullish(z.string()),
  data: z.object({
    object: z.object({
      // Those of `balance.available` and `invoice.upcoming` have none.
      id: z.optional(z.string()),
      object: z.string(),
      payment_intent: z.nullish(z.string()),
      metadata: z.nullish(
        z.object({
          payment_id: z.nullish(z.string()),
          refund_id: z.nullish(z.string()),
          payment_service: z.nullish(z.string()),
        }),
      ),
    }),
  }),
});
export type StripeEvent = z.output<typeof StripeEvent>;

/** The reader of a stage's events. */
export const stripeEvents =
  (ask: StripeCall, { account, events, keySpace }: StripeSettings, now: () => number): Processor['readEvent'] =>
  (event) =>
    readStripeEvent(event, { secrets: [], mode: 'test', ...events, account }, now(), lookUpBy(ask, keySpace));

/** Asks Stripe for the metadata of an intent; undefined if it has none. */
export type IntentLookUp = Readonly<{
  keySpace: string | undefined;
  metadataOf: (intentId: string) => Promise<IntentMetadata['metadata']>;
}>;

export const lookUpBy = (ask: StripeCall, keySpace: string | undefined): IntentLookUp => ({
  keySpace,
  async metadataOf(intentId) {
    const answer = await ask({ method: 'GET', path: `payment_intents/${encodeURIComponent(intentId)}` });
    if (answer.status === 200) return readBody(IntentMetadata, answer).metadata;
    if (answer.status === 404) return undefined;
    throw troubleOf(answer) ?? unreadable(answer);
  },
});

/** Reads an event. `lookUp` asks Stripe for the metadata of an intent where the event does not name its payment. */
export async function readStripeEvent(
  received: ReceivedEvent,
  { secrets, account, mode }: StripeEventSettings,
  now: number,
  lookUp: IntentLookUp,
): Promise<ProcessorEvent> {
  const forgery = forgeryOf(received, secrets, now);
  if (forgery !== undefined) return forged(forgery);
  const event = parsed(received.body);
  if (event === undefined) return forged('malformed');
  // A platform's endpoint hears of all accounts that are connected to it, and that of live mode of their test mode, too
  // (https://docs.stripe.com/connect/webhooks). What is refused is sent again for days, and is an alarm.
  if ((event.account ?? undefined) !== account) return { kind: 'irrelevant' };
  if (event.livemode === (mode === 'live')) return hintOf(event, lookUp);
  return account !== undefined && mode === 'live' ? { kind: 'irrelevant' } : forged('mode');
}

/** The payment that a genuine event may be about. */
export async function hintOf(event: StripeEvent, { keySpace, metadataOf }: IntentLookUp): Promise<GenuineEvent> {
  const { object } = event.data;
  const intentId = object.object === 'payment_intent' ? object.id : object.payment_intent;
  if (!watched.test(event.type) || intentId === null || intentId === undefined) return { kind: 'irrelevant' };
  const named = object.metadata;
  // The metadata of a refund may be another program's, which numbers payments of its own.
  const isOurs = object.object === 'payment_intent' || isOfThis(named?.payment_service, keySpace);
  const metadata = isOurs && named?.payment_id ? named : await metadataOf(intentId);
  const isOwn = isOwnRefund(event) && named?.payment_id === metadata?.payment_id;
  return {
    kind: 'hint',
    eventId: event.id,
    createdAt: event.created * 1_000,
    intentId,
    paymentId: metadata?.payment_id ?? undefined,
    aboutListed: listed.test(event.type) && !(isOwn && event.type !== 'refund.failed'),
    aboutIntent: object.object === 'payment_intent',
    ofOtherStage: isOfOther(metadata?.payment_service, keySpace),
  };
}

/** Events that tell of a change to an intent, a refund or a dispute (https://docs.stripe.com/api/events/types). */
const watched = /^(payment_intent|refund|charge\.refund|charge\.dispute)\./;
const listed = /^(refund|charge\.refund|charge\.dispute)\./;

/** The metadata of a refund that this service asked for leads back to it, and to its payment. */
export const isOwnRefund = ({ data: { object } }: StripeEvent): boolean =>
  Boolean(object.metadata?.refund_id && object.metadata.payment_id);

/**
 * Checks the signature over the raw bytes, before anything of the body is read: `t=<seconds>,v1=<HMAC-SHA256 in hex>`, with
 * a v1 for each secret while they are rotated (https://docs.stripe.com/webhooks/signature).
 */
function forgeryOf({ headers, body }: ReceivedEvent, secrets: readonly string[], now: number): Forgery | undefined {
  const [header, ...others] = headers.get('stripe-signature') ?? [];
  if (header === undefined || others.length > 0) return 'signature';
  const parts = header.split(',').map((part) => part.split('='));
  const seconds = Number.parseInt(parts.findLast(([name]) => name === 't')?.[1] ?? '', 10);
  const signatures = parts.filter(([name]) => name === 'v1').map(([, value = '']) => value);
  // Stripe sends none that is empty, and its library accepts none.
  if (signatures.includes('')) return 'signature';
  if (!isSigned([`${seconds}.`, body], signatures, secrets)) return 'signature';
  return Math.abs(now - seconds * 1_000) > toleranceMs ? 'time' : undefined;
}

function parsed(body: Buffer): StripeEvent | undefined {
  try {
    const event = StripeEvent.safeParse(JSON.parse(body.toString('utf8')));
    return event.success ? event.data : undefined;
  } catch {
    return undefined;
  }
}
