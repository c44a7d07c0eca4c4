import { createHmac, timingSafeEqual } from 'node:crypto';
import type { PaymentFilter } from '../domain/payment-list.ts';
import { Refusal } from '../domain/refusal.ts';

const sealBytes = 16;

/** A position in a list, sealed with the list's name and filters and the stage's key: it leads on in that list and in no other. */
export function sealedCursor(position: string, list: readonly unknown[], key: string): string {
  return Buffer.concat([sealOf(position, list, key), Buffer.from(position)]).toString('base64url');
}

/** The position in a cursor that was given out for this list. */
export function openedCursor(cursor: string, list: readonly unknown[], key: string): string {
  const bytes = Buffer.from(cursor, 'base64url');
  const position = bytes.subarray(sealBytes).toString();
  // Node skips what is no base64url: only the text that we gave out is written the same again.
  const whole = bytes.length > sealBytes && bytes.toString('base64url') === cursor;
  if (whole && timingSafeEqual(bytes.subarray(0, sealBytes), sealOf(position, list, key))) return position;
  throw new Refusal('query_invalid', 'the cursor is not the next_cursor of a list with these filters', {
    field: 'cursor',
  });
}

export const cursorAt = (position: string, filter: PaymentFilter, key: string): string =>
  sealedCursor(position, listOf(filter), key);

export const positionIn = (cursor: string, filter: PaymentFilter, key: string): string =>
  openedCursor(cursor, listOf(filter), key);

const listOf = ({ tripId, method, status }: PaymentFilter): readonly unknown[] => [
  'payments',
  tripId ?? null,
  method ?? null,
  status ?? null,
];

const sealOf = (position: string, list: readonly unknown[], key: string): Buffer =>
  createHmac('sha256', key)
    .update(JSON.stringify([...list, position]))
    .digest()
    .subarray(0, sealBytes);
