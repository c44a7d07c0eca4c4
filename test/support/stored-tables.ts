import { type AttributeValue, DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { credentials } from '../../hermetic/engine/credentials.ts';
import { region } from '../../hermetic/template/physical-ids.ts';
import { stageTables } from '../../lib/table-name.ts';

type Item = Record<string, AttributeValue>;

/** The tables of a running environment, read past the service, through the engine. */
export class StoredTables implements Disposable {
  readonly #client: DynamoDBClient;

  constructor(endpoint: string) {
    this.#client = new DynamoDBClient({ endpoint, region, credentials });
  }

  /** Every item of a table, by its key. */
  async items(table: keyof ReturnType<typeof stageTables>): Promise<ReadonlyMap<string, Item>> {
    const found = new Map<string, Item>();
    const input = { TableName: stageTables('local')[table], ConsistentRead: true };
    for await (const { Items = [] } of paginateScan({ client: this.#client }, input)) {
      // The poller keeps a cursor of each processor's events, whenever its minute comes.
      for (const item of Items.filter(({ id }) => id?.S !== 'event-cursor'))
        found.set(`${item.id?.S}${item.sort ? `/${item.sort.S}` : ''}`, item);
    }
    return found;
  }

  /** Everything that is stored, to see that nothing changed. */
  async contents(): Promise<Readonly<Record<string, ReadonlyMap<string, Item>>>> {
    const names = Object.keys(stageTables('local')) as (keyof ReturnType<typeof stageTables>)[];
    return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await this.items(name)] as const)));
  }

  [Symbol.dispose](): void {
    this.#client.destroy();
  }
}
