import { isText } from './arguments.ts';
import type { Fields } from './attempt.ts';

/** Reads the pages of a list one after the other, each when its first element is asked for. */
export async function* pages<Element>(
  name: 'payments' | 'events',
  filters: Readonly<Record<string, unknown>>,
  read: (path: string) => Promise<Fields>,
): AsyncGenerator<Element, void, undefined> {
  let cursor: string | undefined;
  do {
    const page = await read(`/v1/${name}${queryOf(filters, cursor)}`);
    const elements = page[name];
    if (!Array.isArray(elements)) throw new TypeError(`not a page of ${name}`);
    yield* elements as readonly Element[];
    cursor = isText(page.next_cursor) ? page.next_cursor : undefined;
  } while (cursor);
}

function queryOf(filters: Readonly<Record<string, unknown>>, cursor: string | undefined): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...filters, cursor })) {
    if (value !== undefined) query.set(name, String(value));
  }
  // Not by its size, which browsers of before autumn 2023 do not know: they would read the first page for ever.
  return `?${query}`;
}
