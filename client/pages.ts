import type { Fields } from './attempt.ts';

/** Reads the pages of a list one after the other, each when its first element is asked for. */
export async function* pages<Element>(
  read: (cursor: string | undefined) => Promise<Fields>,
  name: string,
): AsyncGenerator<Element, void, undefined> {
  let cursor: string | undefined;
  do {
    const page = await read(cursor);
    const elements = page[name];
    if (!Array.isArray(elements)) throw new TypeError(`the answer is not a page of ${name}`);
    yield* elements as readonly Element[];
    cursor = typeof page.next_cursor === 'string' ? page.next_cursor : undefined;
  } while (cursor !== undefined);
}

export function queryOf(filters: Readonly<Record<string, unknown>>, cursor: string | undefined): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...filters, cursor })) {
    if (value !== undefined) query.set(name, String(value));
  }
  return query.size === 0 ? '' : `?${query}`;
}
