import { Refusal } from '../domain/refusal.ts';
import type { Request } from './request.ts';
import { type HttpResponse, ok } from './responses.ts';

const cursorPosition = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z#[A-Za-z0-9_-]{1,64}$/;
const allowed = new Set(['limit', 'cursor']);

/** Reads `?limit` (1 to 500, default 100) and `?cursor`, the position at which the previous page ended. */
export function pageOf({ query }: Request): Readonly<{ limit: number; after: string | undefined }> {
  for (const [name, values] of query) {
    if (!allowed.has(name)) throw invalid(name, `unknown parameter; this list has ${[...allowed].join(' and ')}`);
    if (values.length > 1) throw invalid(name, 'the parameter was sent more than once');
  }
  const limit = query.get('limit')?.[0] ?? '100';
  if (!/^[1-9]\d{0,2}$/.test(limit) || Number(limit) > 500)
    throw invalid('limit', 'limit must be a number from 1 to 500');
  const cursor = query.get('cursor')?.[0];
  return { limit: Number(limit), after: cursor === undefined ? undefined : positionOf(cursor) };
}

/** A JSON array with the next page in a Link header (RFC 8288), relative to the requested one. */
export function pageResponse(entries: readonly unknown[], limit: number, next: string | undefined): HttpResponse {
  if (next === undefined) return ok(entries);
  const cursor = Buffer.from(next).toString('base64url');
  return ok(entries, { Link: `<?limit=${limit}&cursor=${cursor}>; rel="next"` });
}

function positionOf(cursor: string): string {
  const position = Buffer.from(cursor, 'base64url').toString();
  if (!cursorPosition.test(position)) throw invalid('cursor', 'the cursor is not one from a Link header');
  return position;
}

const invalid = (parameter: string, detail: string) => new Refusal('query_invalid', detail, { field: parameter });
