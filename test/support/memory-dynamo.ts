import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import {
  DeleteItem,
  GetItem,
  PutItem,
  type Query,
  TransactWriteItems,
  UpdateItem,
} from '../../src/runtime/operations.ts';
import type { Send } from '../../src/runtime/send.ts';
import type { Item, MarshalledItem } from '../../src/store/item.ts';
import { conditionFailed, transactionCancelled } from './dynamo-errors.ts';
import { type Given, holds, requireAllUsed, updated } from './memory-expressions.ts';
import { queried } from './memory-queries.ts';

export type Operation = DeleteItem | GetItem | PutItem | UpdateItem | TransactWriteItems | Query;

/** Faults of a call on its way: `apply` is the store's part, which a fault leaves out, repeats or outlives. */
export type Intercept = (operation: Operation, apply: () => Promise<Item>) => Promise<Item>;

type Writing = Readonly<{
  UpdateExpression?: string | undefined;
  ConditionExpression?: string | undefined;
  ExpressionAttributeNames?: Record<string, string> | undefined;
  ExpressionAttributeValues?: Record<string, unknown> | undefined;
  ReturnValuesOnConditionCheckFailure?: string | undefined;
}>;

/** Items of tables with a sort key have both in their key. */
const keyOf = (item: Item | undefined): string =>
  item?.sort === undefined ? String(item?.id) : `${item.id} ${item.sort}`;

const numbers = {
  wrapNumbers: (text: string) => (Number.isSafeInteger(Number(text)) ? Number(text) : BigInt(text)),
};
const wire = (item: Item): MarshalledItem => marshall(item, { removeUndefinedValues: true });

/**
 * Tables in memory with DynamoDB's semantics for the calls that src/store makes, and for no other. Items are kept as
 * the wire has them, so that a comparison is of types and exact numbers.
 */
export class MemoryDynamo {
  intercept: Intercept = (_operation, apply) => apply();
  readonly sent: Operation[] = [];
  readonly #tables = new Map<string, Map<string, MarshalledItem>>();
  /** Transactions by their tokens. */
  readonly #done = new Set<string>();

  readonly send = (async (operation: Operation) => {
    this.sent.push(operation);
    return await this.intercept(operation, async () => this.#apply(operation));
  }) as Send;

  item(table: string, id: string): Item | undefined {
    const item = this.#table(table).get(id);
    return item && unmarshall(item, numbers);
  }

  keep(table: string, item: Item & { id: string }): void {
    this.#table(table).set(keyOf(item), wire(item));
  }

  clear(table: string): void {
    this.#table(table).clear();
  }

  /** All items of a table. */
  items(table: string): Item[] {
    return [...(this.#tables.get(table)?.values() ?? [])].map((item) => unmarshall(item, numbers));
  }

  /** Everything that is stored, to see that nothing changed. */
  contents(): unknown {
    const tables = [...this.#tables].filter(([, items]) => items.size > 0);
    return structuredClone(tables.map(([name, items]) => [name, Object.fromEntries(items)]));
  }

  /** The kinds of the calls so far: `['Put', 'Update']`. */
  calls(): string[] {
    return this.sent.map((operation) => operation.name.replace(/Item$/, ''));
  }

  #apply(operation: Operation): Item {
    if (operation instanceof GetItem) return this.#get(operation.input);
    if (operation instanceof PutItem) return this.#put(operation.input);
    if (operation instanceof UpdateItem) return this.#update(operation.input);
    if (operation instanceof DeleteItem) return this.#delete(operation.input);
    if (operation instanceof TransactWriteItems) return this.#transact(operation.input);
    return this.#query(operation.input);
  }

  #get({ TableName, Key, ConsistentRead }: GetItem['input']): Item {
    if (ConsistentRead !== true) throw new Error('a read of a payment must be consistent');
    const item = this.#table(TableName).get(keyOf(Key));
    return item ? { Item: unmarshall(item, numbers) } : {};
  }

  #put(input: PutItem['input']): Item {
    const item = wire(input.Item ?? {});
    const id = keyOf(input.Item);
    this.#require(this.#table(input.TableName).get(id), input);
    this.#table(input.TableName).set(id, item);
    return {};
  }

  #update(input: UpdateItem['input']): Item {
    const id = keyOf(input.Key);
    const stored = this.#table(input.TableName).get(id);
    this.#require(stored, input);
    const item = updated(input.UpdateExpression ?? '', stored ?? wire(input.Key ?? {}), given(input));
    this.#table(input.TableName).set(id, item);
    return input.ReturnValues === 'ALL_NEW' ? { Attributes: unmarshall(item, numbers) } : {};
  }

  #delete(input: DeleteItem['input']): Item {
    const id = keyOf(input.Key);
    this.#require(this.#table(input.TableName).get(id), input);
    this.#table(input.TableName).delete(id);
    return {};
  }

  /** All of its writes, or none. */
  #transact({ TransactItems = [], ClientRequestToken: token = '' }: TransactWriteItems['input']): Item {
    if (this.#done.has(token)) return {};
    const reasons = TransactItems.map(({ Put, Update, Delete, ConditionCheck }) => {
      const input = Put ?? Update ?? Delete ?? ConditionCheck;
      const key = Put === undefined ? (Update ?? Delete ?? ConditionCheck)?.Key : Put.Item;
      const { ConditionExpression = '' } = input ?? {};
      const stored = this.#table(input?.TableName).get(keyOf(key));
      const isMet = ConditionExpression === '' || holds(ConditionExpression, stored, given((input ?? {}) as Writing));
      return isMet ? 'None' : 'ConditionalCheckFailed';
    });
    if (reasons.some((reason) => reason !== 'None')) throw transactionCancelled(reasons);
    for (const { Put, Update, Delete } of TransactItems) {
      if (Put) this.#put(Put);
      if (Update) this.#update(Update as UpdateItem['input']);
      if (Delete) this.#delete(Delete);
    }
    this.#done.add(token);
    return {};
  }

  #query(input: Query['input']): Item {
    const items = [...this.#table(input.TableName).values()];
    return queried(
      input,
      items.map((item) => unmarshall(item, numbers)),
    );
  }

  #require(stored: MarshalledItem | undefined, input: Writing): void {
    const { ConditionExpression = '', UpdateExpression = '' } = input;
    requireAllUsed(`${ConditionExpression} ${UpdateExpression}`, given(input));
    if (ConditionExpression === '' || holds(ConditionExpression, stored, given(input))) return;
    throw conditionFailed(input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' ? stored : undefined);
  }

  #table(name: string | undefined): Map<string, MarshalledItem> {
    const known = this.#tables.get(String(name)) ?? new Map<string, MarshalledItem>();
    this.#tables.set(String(name), known);
    return known;
  }
}

const given = ({ ExpressionAttributeNames = {}, ExpressionAttributeValues = {} }: Writing): Given => ({
  names: ExpressionAttributeNames,
  values: wire(ExpressionAttributeValues),
});
