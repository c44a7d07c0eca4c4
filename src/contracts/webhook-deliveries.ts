import { Refusal } from '../domain/refusal.ts';
import type { Delivery, ReceiverAnswer } from '../domain/webhook-delivery.ts';
import { rangeOf } from './time-range.ts';

const names = ['limit', 'cursor', 'status', 'until'] as const;
const position = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z#[\x21-\x7e]{1,200}$/;

/** Reads `?limit` (1 to 500, default 100), `?cursor`, `?status=dead` and `?until`. */
export function readDeliveryQuery(query: ReadonlyMap<string, readonly string[]>) {
  for (const [name, values] of query) {
    if (!names.some((known) => known === name)) throw invalid(name, `the parameters are ${names.join(', ')}`);
    if (values.length > 1) throw invalid(name, 'the parameter was sent more than once');
  }
  const limit = query.get('limit')?.[0] ?? '100';
  if (!/^[1-9]\d{0,2}$/.test(limit) || Number(limit) > 500)
    throw invalid('limit', 'limit must be a number from 1 to 500');
  const status = query.get('status')?.[0];
  if (status !== undefined && status !== 'dead') throw invalid('status', 'only dead deliveries can be listed apart');
  const cursor = query.get('cursor')?.[0];
  const [, until] = rangeOf({ since: undefined, until: query.get('until')?.[0] });
  // A cursor is of a page that `until` began, so it leads on from there.
  return { limit: Number(limit), before: cursor === undefined ? until : positionIn(cursor), dead: status === 'dead' };
}

/** The cursor behind a position. */
export const cursorOf = (at: string): string => Buffer.from(at).toString('base64url');

/** The position that a cursor leads to. */
export function positionIn(
  cursor: string,
  code: 'query_invalid' | 'field_invalid' = 'query_invalid',
  field = 'cursor',
): string {
  const at = Buffer.from(cursor, 'base64url').toString();
  if (!position.test(at)) throw new Refusal(code, 'the cursor is not one that an earlier answer gave', { field });
  return at;
}

export function presentDelivery({ event, state, attempts, last }: Delivery) {
  return {
    event_id: event.id,
    event_type: event.type,
    event_at: event.at,
    status: state.status,
    attempts,
    next_attempt_at: state.status === 'pending' ? state.dueAt : null,
    dead_reason: state.status === 'dead' ? state.reason : null,
    last_attempt_at: last === undefined ? null : new Date(last.at).toISOString(),
    ...presentAnswer(last?.answer),
  };
}

export const presentDeliveries = (deliveries: readonly Delivery[], next: string | undefined) => ({
  deliveries: deliveries.map(presentDelivery),
  next_cursor: next === undefined ? null : cursorOf(next),
});

/** Status of the receiver's answer, or why there is none. */
export const presentAnswer = (answer: ReceiverAnswer | undefined) => ({
  last_status: answer?.kind === 'answered' ? answer.status : null,
  last_error: answer?.kind === 'failed' ? answer.error : null,
});

const invalid = (parameter: string, detail: string) => new Refusal('query_invalid', detail, { field: parameter });
