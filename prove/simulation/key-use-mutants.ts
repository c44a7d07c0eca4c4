import type { Mutant } from './mutant.ts';
import { withKeyUses } from './mutant-tools.ts';

export const keyUseMutants: readonly Mutant[] = [
  {
    name: 'key-use-not-recorded',
    focus: 'refunds',
    what: 'a refund is reserved without a record of its key',
    ...withKeyUses(() => ({ record: async () => undefined })),
  },
  {
    name: 'key-use-recorded-after-the-reservation',
    focus: 'refunds',
    what: 'the key of a refund is put on record while its money is reserved, and not before',
    ...withKeyUses((real, _reach, io) => ({
      record: async (caller, key, use) => {
        const recorded = io.sleep(30).then(() => real.record(caller, key, use));
        recorded.catch(() => undefined);
      },
    })),
  },
];
