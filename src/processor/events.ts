/** An event as it was received. Nothing in it is trusted before its signature was checked. */
export type ReceivedEvent = Readonly<{
  /** By lower-case name. */
  headers: ReadonlyMap<string, readonly string[]>;
  /** The very bytes that were signed. */
  body: Buffer;
}>;

/** Why an event is not taken for one of the processor's own to this stage. */
const forgeries = ['signature', 'time', 'mode', 'malformed'] as const;
export type Forgery = (typeof forgeries)[number];

/**
 * The result of reading an event. A genuine one is only a hint to ask the processor about a payment: whatever else it tells may be old,
 * repeated or out of order, and is not used.
 */
export type ProcessorEvent =
  | Readonly<{ kind: 'forged'; reason: Forgery }>
  /** Genuine, and about nothing that this service has made. */
  | Readonly<{ kind: 'irrelevant' }>
  | Readonly<{
      kind: 'hint';
      eventId: string;
      /** When it happened, in ms since the epoch. */
      createdAt: number;
      intentId: string;
      /** From the metadata that this service sent; undefined if the intent has none, and is not ours. */
      paymentId: string | undefined;
      /**
       * About what a list of the processor's tells, which may lag behind its event, and nothing else leads to: a dispute, a refund
       * that this service did not ask for, or the failure of any.
       */
      aboutListed: boolean;
      /** About the intent itself, so it tells nothing of a completed payment: refunds and disputes have events of their own. */
      aboutIntent?: boolean | undefined;
      /** Another stage made the intent: its payment does not come here later. */
      ofOtherStage?: boolean | undefined;
    }>;

/** A genuine event. */
export type GenuineEvent = Exclude<ProcessorEvent, { kind: 'forged' }>;

/** An event in a processor's own list. `createdAt` is in ms since the epoch; `read` may have to ask the processor. */
export type ListedEvent = Readonly<{ id: string; createdAt: number; read: () => Promise<GenuineEvent> }>;

/** A processor's list of events, the oldest first. `until` (ms): where it ends, if the rest is too much for one reading. */
export type EventList = Readonly<{ events: readonly ListedEvent[]; until?: number | undefined }>;

/** An intent that was made before stages were named has none, and may be of any. */
export const isOfOther = (maker: string | null | undefined, keySpace: string | undefined): boolean =>
  Boolean(maker && keySpace && maker !== keySpace);

/** Whether this stage certainly made it: no other program knows the stage's name. */
export const isOfThis = (maker: string | null | undefined, keySpace: string | undefined): boolean =>
  Boolean(maker && maker === keySpace);

export const forged = (reason: Forgery): ProcessorEvent => ({ kind: 'forged', reason });
