import {
  DeleteItem,
  GetItem,
  type Operation,
  PutItem,
  Query,
  TransactGetItems,
  type TransactWriteItems,
  UpdateItem,
} from '../../src/runtime/operations.ts';
import { conditionFailed, transactionCancelled } from '../../test/support/dynamo-errors.ts';
import { holds, updated } from './expressions.ts';
import type { Given, SimulatedItem } from './operands.ts';
import { keptItem, wireOf } from './wire.ts';

/** One item that was written, as it was before and is after. */
export type SimulatedWrite = Readonly<{
  table: string;
  id: string;
  before: SimulatedItem | undefined;
  after: SimulatedItem | undefined;
}>;

type Writing = Readonly<{
  TableName?: string | undefined;
  Key?: SimulatedItem | undefined;
  Item?: SimulatedItem | undefined;
  UpdateExpression?: string | undefined;
  ConditionExpression?: string | undefined;
  ExpressionAttributeNames?: Record<string, string> | undefined;
  ExpressionAttributeValues?: SimulatedItem | undefined;
  ReturnValues?: string | undefined;
  ReturnValuesOnConditionCheckFailure?: string | undefined;
}>;

const nothing: Readonly<Record<string, never>> = {};
const keyOf = (item: SimulatedItem): string => (item.sort === undefined ? String(item.id) : `${item.id} ${item.sort}`);
const given = ({
  ExpressionAttributeNames: names = nothing,
  ExpressionAttributeValues: values = nothing,
}: Writing): Given => ({
  names,
  values: values === nothing ? nothing : keptItem(values),
});

/**
 * Tables in memory with DynamoDB's semantics: conditions and updates are read from their expressions, one item is
 * changed at a time, a transaction changes all of its items or none. Whoever listens hears of every write.
 */
export class SimulatedStore {
  readonly #tables = new Map<string, Map<string, SimulatedItem>>();
  /** The version before, for reads that are not consistent. */
  readonly #older = new Map<string, SimulatedItem | undefined>();
  /** Transactions by their tokens. */
  readonly #done = new Set<string>();
  onWrite: (write: SimulatedWrite) => void = () => undefined;
  /** After each operation that writes, with all of its items. */
  onCommit: () => void = () => undefined;

  apply(operation: Operation): SimulatedItem {
    if (operation instanceof GetItem) return this.#get(operation.input);
    if (operation instanceof TransactGetItems) return this.#transactGet(operation.input);
    if (operation instanceof Query) return this.#query(operation.input);
    const output = this.#write(operation);
    this.onCommit();
    return output;
  }

  #write(operation: PutItem | UpdateItem | DeleteItem | TransactWriteItems): SimulatedItem {
    if (operation instanceof PutItem) return this.#change(operation.input, 'put');
    if (operation instanceof UpdateItem) return this.#change(operation.input, 'update');
    if (operation instanceof DeleteItem) return this.#change(operation.input, 'delete');
    return this.#transact(operation.input);
  }

  item = (table: string, id: string): SimulatedItem | undefined => this.#table(table).get(id);

  items = (table: string): readonly SimulatedItem[] => [...this.#table(table).values()];

  keep(table: string, item: SimulatedItem): void {
    this.#set(table, keyOf(item), keptItem(item));
  }

  remove(table: string, id: string): void {
    this.#set(table, id, undefined);
  }

  #get({
    TableName = '',
    Key = {},
    ConsistentRead,
  }: Writing & Readonly<{ ConsistentRead?: boolean | undefined }>): SimulatedItem {
    const key = keyOf(Key);
    const place = `${TableName}/${key}`;
    const isOld = ConsistentRead !== true && this.#older.has(place);
    const item = isOld ? this.#older.get(place) : this.#table(TableName).get(key);
    return item === undefined ? {} : { Item: item };
  }

  #transactGet({ TransactItems = [] }: TransactGetItems['input']): SimulatedItem {
    return {
      Responses: TransactItems.map(({ Get }) =>
        this.#get({ TableName: Get?.TableName, Key: Get?.Key, ConsistentRead: true }),
      ),
    };
  }

  #change(input: Writing, kind: 'put' | 'update' | 'delete'): SimulatedItem {
    const { TableName = '' } = input;
    const key = keyOf(input.Key ?? input.Item ?? {});
    const stored = this.#table(TableName).get(key);
    const values = given(input);
    if (!holds(input.ConditionExpression ?? '', stored, values)) {
      const isShown = input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' && stored !== undefined;
      throw conditionFailed(isShown ? wireOf(stored) : undefined);
    }
    const after = this.#after(input, kind, stored, values);
    this.#set(TableName, key, after);
    return input.ReturnValues === 'ALL_NEW' && after ? { Attributes: after } : {};
  }

  #after(
    input: Writing,
    kind: 'put' | 'update' | 'delete',
    stored: SimulatedItem | undefined,
    values: Given,
  ): SimulatedItem | undefined {
    if (kind === 'delete') return undefined;
    if (kind === 'put') return keptItem(input.Item ?? {});
    return updated(input.UpdateExpression ?? '', stored ?? keptItem(input.Key ?? {}), values);
  }

  #query(input: Query['input']): SimulatedItem {
    if (input.IndexName !== undefined) throw new TypeError('the simulated store has no indexes');
    const values = given(input as Writing);
    const found = this.items(input.TableName ?? '').filter((item) =>
      [input.KeyConditionExpression ?? '', input.FilterExpression ?? ''].every((text) => holds(text, item, values)),
    );
    const Items = found.sort((one, other) => (String(one.sort) < String(other.sort) ? -1 : 1));
    return { Items, Count: Items.length };
  }

  #transact({ TransactItems: writes = [], ClientRequestToken: token }: TransactWriteItems['input']): SimulatedItem {
    if (token !== undefined && this.#done.has(token)) return {};
    const changes = writes.map(({ Put, Update, Delete, ConditionCheck }) => ({
      input: (Put ?? Update ?? Delete ?? ConditionCheck ?? {}) as Writing,
      kind: Put ? ('put' as const) : Update ? ('update' as const) : Delete ? ('delete' as const) : undefined,
    }));
    const places = changes.map(({ input }) => `${input.TableName}/${keyOf(input.Key ?? input.Item ?? {})}`);
    if (places.length > 100 || new Set(places).size < places.length) throw new TypeError('a transaction that is none');
    const reasons = changes.map(({ input }) => this.#reason(input));
    if (reasons.some((reason) => reason !== 'None')) throw transactionCancelled(reasons);
    for (const { input, kind } of changes) if (kind !== undefined) this.#change(input, kind);
    if (token !== undefined) this.#done.add(token);
    return {};
  }

  #reason(input: Writing): 'None' | 'ConditionalCheckFailed' {
    const stored = this.#table(input.TableName ?? '').get(keyOf(input.Key ?? input.Item ?? {}));
    return holds(input.ConditionExpression ?? '', stored, given(input)) ? 'None' : 'ConditionalCheckFailed';
  }

  #set(table: string, id: string, after: SimulatedItem | undefined): void {
    const items = this.#table(table);
    const before = items.get(id);
    this.#older.set(`${table}/${id}`, before);
    if (after === undefined) items.delete(id);
    else items.set(id, after);
    this.onWrite({ table, id, before, after });
  }

  #table(name: string): Map<string, SimulatedItem> {
    const found = this.#tables.get(name);
    if (found !== undefined) return found;
    const made = new Map<string, SimulatedItem>();
    this.#tables.set(name, made);
    return made;
  }
}
