import { Refusal } from '../domain/refusal.ts';
import { type Answer, ok } from './answers.ts';
import type { Request } from './request.ts';

const cursorPosition = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z#[A-Za-z0-9_-]{1,64}$/;
const allowed = new Set(['limit', 'cursor']);

/** Which page of a list is asked for: `?limit` (1 to 500, else 100) and where the one before it ended. */
export function pageOf({ query }: Request): Readonly<{ limit: number; after: string | undefined }> {
  for (const [name, values] of query) {
    if (!allowed.has(name)) throw invalid(name, `the parameters are ${[...allowed].join(' and ')}`);
    if (values.length > 1) throw invalid(name, 'the parameter stands twice');
  }
  const limit = query.get('limit')?.[0] ?? '100';
  if (!/^[1-9]\d{0,2}$/.test(limit) || Number(limit) > 500) throw invalid('limit', 'limit is a number from 1 to 500');
  const cursor = query.get('cursor')?.[0];
  return { limit: Number(limit), after: cursor === undefined ? undefined : positionOf(cursor) };
}

/** A JSON array, with the next page in a Link header (RFC 8288) relative to the one that was asked for. */
export function pageAnswer(entries: readonly unknown[], limit: number, next: string | undefined): Answer {
  if (next === undefined) return ok(entries);
  const cursor = Buffer.from(next).toString('base64url');
  return ok(entries, { Link: `<?limit=${limit}&cursor=${cursor}>; rel="next"` });
}

function positionOf(cursor: string): string {
  const position = Buffer.from(cursor, 'base64url').toString();
  if (!cursorPosition.test(position)) throw invalid('cursor', 'the cursor is not one of a Link header');
  return position;
}

const invalid = (parameter: string, detail: string) => new Refusal('query_invalid', detail, { field: parameter });
