import type { DeadLetter } from '../../hermetic/events/dead-letter.ts';
import type { Addresses } from '../../hermetic/template/addresses.ts';
import type { StageTables } from '../../lib/table-name.ts';

/** Answer of GET /_local/environment: tells the tools where a running environment keeps its data. */
export type EnvironmentDescription = Readonly<{
  stage: string;
  dynamodbEndpoint: string;
  tables: StageTables;
  /** Tables of the stubs, which hold no data of the service. */
  stubTables: Readonly<Record<string, string>>;
  /** URL of each API, by its name. */
  addresses: Addresses;
  /** Stream records that were given up, oldest first. */
  deadLetters: readonly DeadLetter[];
}>;

/** Required by requests to `/_local/…` that change something: a web page of another origin cannot send it. */
export const localHeader = 'X-Payment-Service';

export const localHeaders = { [localHeader]: 'local' } as const;
