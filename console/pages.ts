type CursorQuery = Readonly<{ cursor?: string }>;
type ListPage<T> = Readonly<{ items: readonly T[]; next: string | null }>;

/** All items of a list, page by page. `isCut`: there are more than so many pages. */
export async function readPages<T>(most: number, read: (cursor: CursorQuery) => Promise<ListPage<T>>) {
  const items: T[] = [];
  let cursor: CursorQuery = {};
  for (let page = 0; page < most; page++) {
    const { items: found, next } = await read(cursor);
    items.push(...found);
    if (next === null) return { items, isCut: false };
    cursor = { cursor: next };
  }
  return { items, isCut: true };
}
