import { fingerprintOf } from './identity.ts';

/** Values of a request's business fields as they are hashed; undefined where the request leaves a field out. */
type Fields<Name extends string> = Readonly<Record<Name, string | undefined>>;

/** Business fields that a contract gained after its first release, by name; only those that a request has. */
export type AddedFields = Readonly<Record<string, string>>;

/**
 * Makes the fingerprint function of a contract, by which a changed request is told from a repeated one.
 *
 * `first` lists the fields of the contract's first release. They are hashed by position, so the list never changes:
 * another entry would refuse the retry of every request that was ever sent. A newer field goes into `added` instead,
 * is hashed by its name, and leaves no trace in requests that do not have it. docs/decisions/0110 says how to add one.
 */
export const fingerprintBy =
  <Name extends string>(...first: readonly Name[]) =>
  (fields: Fields<Name>, added: AddedFields = {}): string => {
    const values = first.map((name) => fields[name] ?? null);
    const newer = Object.entries(added).sort(([one], [other]) => (one < other ? -1 : 1));
    return newer.length === 0 ? fingerprintOf(...values) : fingerprintOf(...values, JSON.stringify(newer));
  };

/** The newer fields that a request has; one that is left out is as if it did not exist. */
export const addedFields = (fields: Readonly<Record<string, string | undefined>>): AddedFields =>
  Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, string] => entry[1] !== undefined));
