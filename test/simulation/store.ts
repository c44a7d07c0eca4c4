import {
  type CancellationReason,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  TransactionCanceledException,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { Command } from '../../src/store/dynamo.ts';
import { holds, updated } from './expressions.ts';
import type { Given, Item } from './operands.ts';
import { itemOfWire, keptItem, type WireItem, wireOf } from './wire.ts';

/** What the low-level client sends: Powertools' own store of records does. */
export type LowLevelCommand = PutItemCommand | GetItemCommand | UpdateItemCommand | DeleteItemCommand;
export type AnyCommand = Command | LowLevelCommand;

/** One item that was written, as it was before and is after. */
export type Write = Readonly<{ table: string; id: string; before: Item | undefined; after: Item | undefined }>;

type Writing = Readonly<{
  TableName?: string | undefined;
  Key?: Item | undefined;
  Item?: Item | undefined;
  UpdateExpression?: string | undefined;
  ConditionExpression?: string | undefined;
  ExpressionAttributeNames?: Record<string, string> | undefined;
  ExpressionAttributeValues?: Item | undefined;
  ReturnValues?: string | undefined;
  ReturnValuesOnConditionCheckFailure?: string | undefined;
}>;

const nothing: Readonly<Record<string, never>> = {};
const keyOf = (item: Item): string => (item.sort === undefined ? String(item.id) : `${item.id} ${item.sort}`);
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
  readonly #tables = new Map<string, Map<string, Item>>();
  /** The version before, for reads that are not consistent. */
  readonly #older = new Map<string, Item | undefined>();
  onWrite: (write: Write) => void = () => undefined;

  apply(command: AnyCommand): Item {
    if (command instanceof GetCommand) return this.#get(command.input);
    if (command instanceof PutCommand) return this.#change(command.input, 'put');
    if (command instanceof UpdateCommand) return this.#change(command.input, 'update');
    if (command instanceof DeleteCommand) return this.#change(command.input, 'delete');
    if (command instanceof QueryCommand) return this.#query(command.input);
    if (command instanceof TransactWriteCommand) return this.#transact(command.input.TransactItems ?? []);
    return this.#applyLowLevel(command);
  }

  item = (table: string, id: string): Item | undefined => this.#table(table).get(id);

  items = (table: string): readonly Item[] => [...this.#table(table).values()];

  keep(table: string, item: Item): void {
    this.#set(table, keyOf(item), keptItem(item));
  }

  remove(table: string, id: string): void {
    this.#set(table, id, undefined);
  }

  #applyLowLevel(command: LowLevelCommand): Item {
    const { Key, Item, ExpressionAttributeValues, ...input } = command.input as unknown as Record<
      string,
      WireItem | undefined
    >;
    const plain = {
      ...input,
      ...(Key && { Key: itemOfWire(Key) }),
      ...(Item && { Item: itemOfWire(Item) }),
      ...(ExpressionAttributeValues && { ExpressionAttributeValues: itemOfWire(ExpressionAttributeValues) }),
    } as Writing & Readonly<{ ConsistentRead?: boolean }>;
    if (command instanceof PutItemCommand) return this.#change(plain, 'put');
    if (command instanceof UpdateItemCommand) return this.#change(plain, 'update');
    if (command instanceof DeleteItemCommand) return this.#change(plain, 'delete');
    if (!(command instanceof GetItemCommand)) throw new TypeError('a command that is not understood');
    const { Item: found } = this.#get(plain);
    return found === undefined ? {} : { Item: wireOf(found as Item) };
  }

  #get({
    TableName = '',
    Key = {},
    ConsistentRead,
  }: Writing & Readonly<{ ConsistentRead?: boolean | undefined }>): Item {
    const key = keyOf(Key);
    const place = `${TableName}/${key}`;
    const isOld = ConsistentRead !== true && this.#older.has(place);
    const item = isOld ? this.#older.get(place) : this.#table(TableName).get(key);
    return item === undefined ? {} : { Item: item };
  }

  #change(input: Writing, kind: 'put' | 'update' | 'delete'): Item {
    const { TableName = '' } = input;
    const key = keyOf(input.Key ?? input.Item ?? {});
    const stored = this.#table(TableName).get(key);
    const values = given(input);
    if (!holds(input.ConditionExpression ?? '', stored, values)) {
      const isShown = input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' && stored !== undefined;
      const shown = isShown ? { Item: wireOf(stored) } : {};
      throw new ConditionalCheckFailedException({ message: 'The conditional request failed', $metadata: {}, ...shown });
    }
    const after = this.#after(input, kind, stored, values);
    this.#set(TableName, key, after);
    return input.ReturnValues === 'ALL_NEW' && after ? { Attributes: after } : {};
  }

  #after(input: Writing, kind: 'put' | 'update' | 'delete', stored: Item | undefined, values: Given): Item | undefined {
    if (kind === 'delete') return undefined;
    if (kind === 'put') return keptItem(input.Item ?? {});
    return updated(input.UpdateExpression ?? '', stored ?? keptItem(input.Key ?? {}), values);
  }

  #query(input: QueryCommand['input']): Item {
    if (input.IndexName !== undefined) throw new TypeError('the simulated store has no indexes');
    const values = given(input as Writing);
    const found = this.items(input.TableName ?? '').filter((item) =>
      [input.KeyConditionExpression ?? '', input.FilterExpression ?? ''].every((text) => holds(text, item, values)),
    );
    const Items = found.sort((one, other) => (String(one.sort) < String(other.sort) ? -1 : 1));
    return { Items, Count: Items.length };
  }

  #transact(writes: NonNullable<TransactWriteCommand['input']['TransactItems']>): Item {
    const changes = writes.map(({ Put, Update, Delete, ConditionCheck }) => ({
      input: (Put ?? Update ?? Delete ?? ConditionCheck ?? {}) as Writing,
      kind: Put ? ('put' as const) : Update ? ('update' as const) : Delete ? ('delete' as const) : undefined,
    }));
    const places = changes.map(({ input }) => `${input.TableName}/${keyOf(input.Key ?? input.Item ?? {})}`);
    if (places.length > 100 || new Set(places).size < places.length) throw new TypeError('a transaction that is none');
    const CancellationReasons = changes.map(({ input }) => this.#reason(input));
    if (CancellationReasons.some(({ Code }) => Code !== 'None')) {
      const message = 'Transaction cancelled, please refer cancellation reasons for specific reasons';
      throw new TransactionCanceledException({ message, $metadata: {}, CancellationReasons });
    }
    for (const { input, kind } of changes) if (kind !== undefined) this.#change(input, kind);
    return {};
  }

  #reason(input: Writing): CancellationReason {
    const stored = this.#table(input.TableName ?? '').get(keyOf(input.Key ?? input.Item ?? {}));
    if (holds(input.ConditionExpression ?? '', stored, given(input))) return { Code: 'None' };
    const isShown = input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' && stored !== undefined;
    return { Code: 'ConditionalCheckFailed', ...(isShown ? { Item: wireOf(stored) } : {}) };
  }

  #set(table: string, id: string, after: Item | undefined): void {
    const items = this.#table(table);
    const before = items.get(id);
    this.#older.set(`${table}/${id}`, before);
    if (after === undefined) items.delete(id);
    else items.set(id, after);
    this.onWrite({ table, id, before, after });
  }

  #table(name: string): Map<string, Item> {
    const found = this.#tables.get(name);
    if (found !== undefined) return found;
    const made = new Map<string, Item>();
    this.#tables.set(name, made);
    return made;
  }
}
