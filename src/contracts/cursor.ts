import { createHmac, timingSafeEqual } from 'node:crypto';
import { Refusal } from '../domain/refusal.ts';

const sealBytes = 16;

/** A list with its filters: a cursor leads on in that list and in no other. */
export type CursorScope = readonly unknown[];

/** A position in a list, sealed with the list's filters and the stage's key. */
export function cursorAt(position: string, scope: CursorScope, key: string): string {
  return Buffer.concat([sealOf(position, scope, key), Buffer.from(position)]).toString('base64url');
}

/** The position in a cursor that was given out for these filters. */
export function positionIn(cursor: string, scope: CursorScope, key: string): string {
  const bytes = Buffer.from(cursor, 'base64url');
  const position = bytes.subarray(sealBytes).toString();
  // Node skips what is no base64url: only the text that we gave out is written the same again.
  const whole = bytes.length > sealBytes && bytes.toString('base64url') === cursor;
  if (whole && timingSafeEqual(bytes.subarray(0, sealBytes), sealOf(position, scope, key))) return position;
  throw new Refusal('query_invalid', 'the cursor is not the next_cursor of a list with these filters', {
    field: 'cursor',
  });
}

function sealOf(position: string, scope: CursorScope, key: string): Buffer {
  const sealed = JSON.stringify([...scope, position]);
  return createHmac('sha256', key).update(sealed).digest().subarray(0, sealBytes);
}
