import { hash } from 'node:crypto';
import { forged, type ProcessorEvent, type ReceivedEvent } from '../../src/processor/events.ts';
import type { Observation, ObservedDispute } from '../../src/processor/port.ts';
import type { DisputeNews } from './dispute-desk.ts';

/** An event of a bank about one of its intents, as it was when the event was made. It may arrive much later. */
export type BankEvent = Readonly<{
  id: string;
  processor: string;
  createdAt: number;
  intentId: string;
  paymentId: string;
  seen: Observation;
  /** A dispute as it was then, and what its event is called. */
  dispute?: ObservedDispute;
  news?: DisputeNews;
  /** About an entry of a list that may lag behind. */
  aboutListed?: boolean;
}>;

/** An event on its way. */
export type SentEvent = Readonly<{ processor: string; headers: Readonly<Record<string, string>>; body: string }>;

const signatureHeader = 'bank-signature';
const toleranceMs = 300_000;

export const bodyOf = (event: BankEvent): string =>
  JSON.stringify(event, (_name, value) => (typeof value === 'bigint' ? String(value) : value));

/** Amounts are the only numbers that are sent as text. */
export const eventIn = (body: string): BankEvent =>
  JSON.parse(body, (name, value) => (name === 'minor' ? BigInt(value) : value));

/** Each bank has a secret of its own. What is signed is the time, and the bytes of the body. */
export function signed(event: BankEvent, at: number, secretOf: string = event.processor): SentEvent {
  const body = bodyOf(event);
  return {
    processor: event.processor,
    headers: { [signatureHeader]: `${at} ${signatureOf(secretOf, `${at}`, body)}` },
    body,
  };
}

const signatureOf = (processor: string, at: string, body: string) =>
  hash('sha256', `secret of ${processor} ${at} ${body}`, 'base64url');

/** As an adapter tells of an event. */
export const hintOf = ({ id, createdAt, intentId, paymentId, aboutListed = false }: BankEvent) =>
  ({ kind: 'hint', eventId: id, createdAt, intentId, paymentId, aboutListed }) as const;

/** Reads an event as an adapter does. */
export function readBankEvent(processor: string, { headers, body }: ReceivedEvent, now: number): ProcessorEvent {
  const [at = '', signature] = (headers.get(signatureHeader)?.at(-1) ?? '').split(' ');
  if (signature !== signatureOf(processor, at, body.toString())) return forged('signature');
  if (Math.abs(now - Number(at)) > toleranceMs) return forged('time');
  return hintOf(eventIn(body.toString()));
}
