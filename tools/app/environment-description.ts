import type { DeadLetter } from '../../hermetic/events/dead-letter.ts';
import type { Addresses } from '../../hermetic/template/addresses.ts';
import type { StageTables } from '../../lib/table-name.ts';

/** What GET /_local/environment answers: where seed and reset find the data of a running environment. */
export type EnvironmentDescription = Readonly<{
  stage: string;
  dynamodbEndpoint: string;
  tables: StageTables;
  /** Tables of stubs, which hold nothing of the service. */
  stubTables: Readonly<Record<string, string>>;
  /** Where each API is, by its name. */
  addresses: Addresses;
  /** What functions were given too often or too late, oldest first. */
  deadLetters: readonly DeadLetter[];
}>;

/** Header that every request to `/_local/…` that changes something must have: no web page of another origin can send it. */
export const localHeader = 'X-Payment-Service';

export const localHeaders = { [localHeader]: 'local' } as const;
