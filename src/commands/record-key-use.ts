import type { KeyUse } from '../domain/key-use.ts';
import type { KeyUsesTable } from '../store/key-uses.ts';

/** Puts the use of a request's key on record. Await it before any money is reserved. */
export type RecordKeyUse = (use: KeyUse) => Promise<void>;

/** Records for a request; does nothing if the request has no key. */
export const keyRecorder =
  (keyUses: KeyUsesTable, caller: string, key: string | undefined): RecordKeyUse =>
  async (use) => {
    if (key !== undefined) await keyUses.record(caller, key, use);
  };
