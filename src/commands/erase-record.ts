import type { Io } from '../runtime/io.ts';

type Table<Entry> = Readonly<{ erase: (id: string, texts: object, at: string) => Promise<Entry | undefined> }>;

/** A valid address that leads nowhere (RFC 2606), so readers need not know of erasure. */
export const erasedEmail = 'erased@erased.invalid';
export const erasedName = 'erased';

/** Replaces the personal data of a user or an order, once. Undefined if there is none with this id. */
export const eraseRecord = <Entry>(
  table: Table<Entry>,
  id: string | undefined,
  nameField: 'username' | 'name',
  { now }: Pick<Io, 'now'>,
): Promise<Entry | undefined> =>
  id === undefined
    ? Promise.resolve(undefined)
    : table.erase(id, { [nameField]: erasedName, email: erasedEmail }, new Date(now()).toISOString());
