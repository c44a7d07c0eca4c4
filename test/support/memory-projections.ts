import { eventId, type RecordedEvent } from '../../src/domain/recorded-event.ts';
import {
  DeleteItem,
  GetItem,
  type Operation,
  PutItem,
  Query,
  TransactGetItems,
  TransactWriteItems,
  type UpdateItem,
} from '../../src/runtime/operations.ts';
import type { Send } from '../../src/runtime/send.ts';
import { recordedEventOf } from '../../src/store/event-item.ts';
import type { Item } from '../../src/store/item.ts';
import { conditionFailed, transactionCancelled } from './dynamo-errors.ts';
import { queried } from './memory-queries.ts';

type Key = Readonly<{ id: string; sort: string }>;
const keyOf = (item: Item | undefined): Key => ({ id: String(item?.id), sort: String(item?.sort) });

/** Every key condition that src/store sends to this table. */
const ranges: Readonly<Record<string, (item: Item, values: Item) => boolean>> = {
  'id = :id': () => true,
  'id = :id AND sort < :after': (item, values) => String(item.sort) < String(values[':after']),
  'id = :partition AND sort < :before': (item, values) => String(item.sort) < String(values[':before']),
  'id = :id AND sort < :before': (item, values) => String(item.sort) < String(values[':before']),
};

/** Every filter that src/store sends to this table. */
const filters: Readonly<Record<string, (item: Item, values: Item) => boolean>> = {
  '': () => true,
  'since < :before': (item, values) => String(item.since) < String(values[':before']),
  '#status = :status': (item, values) => item.status === values[':status'],
};

/** The tables Projections and Events in memory, which share no key: DynamoDB's semantics for what src/store sends to them, and for nothing else. */
export class MemoryProjections {
  /** Faults of a call on its way: `apply` is the store's part. */
  intercept: (operation: Operation, apply: () => Item) => Promise<Item> = async (_operation, apply) => apply();
  readonly sent: Operation[] = [];
  /** Transactions by their tokens. */
  readonly #done = new Set<string>();
  readonly #items = new Map<string, Item>();

  readonly send = (async (operation: Operation) => {
    this.sent.push(operation);
    return await this.intercept(operation, () => this.#apply(operation));
  }) as Send;

  /** Items of an id, by sort key. */
  of(id: string): Record<string, Item> {
    const found = [...this.#items.values()].filter((item) => item.id === id);
    return Object.fromEntries(found.map(({ id: _id, sort, ...rest }) => [String(sort), rest]));
  }

  counters(): Record<string, unknown> {
    return Object.fromEntries(Object.entries(this.of('metrics')).map(([name, { amount }]) => [name, Number(amount)]));
  }

  /** Recorded events by their public ids. */
  events(): Record<string, RecordedEvent> {
    const items = [...this.#items.values()].filter(({ body, at }) => body !== undefined && at !== undefined);
    return Object.fromEntries(items.map(recordedEventOf).map((event) => [eventId(event), event]));
  }

  keep(item: Item & Key): void {
    const stored = Object.entries(item).filter(([, value]) => value !== undefined);
    this.#items.set(JSON.stringify(keyOf(item)), Object.fromEntries(stored));
  }

  #apply(operation: Operation): Item {
    if (operation instanceof GetItem) {
      const Item = this.#items.get(JSON.stringify(keyOf(operation.input.Key)));
      return Item ? { Item } : {};
    }
    if (operation instanceof TransactGetItems) {
      const keys = (operation.input.TransactItems ?? []).map(({ Get }) => JSON.stringify(keyOf(Get?.Key)));
      return { Responses: keys.map((key) => this.#items.get(key)).map((Item) => (Item ? { Item } : {})) };
    }
    if (operation instanceof PutItem) this.#put(operation.input);
    else if (operation instanceof DeleteItem) this.#delete(operation.input);
    else if (operation instanceof Query) return this.#query(operation.input);
    else if (operation instanceof TransactWriteItems) this.#transact(operation.input);
    else throw new Error(`not a call of this service: ${operation.name}`);
    return {};
  }

  #query({ ExpressionAttributeValues: values = {}, ...input }: Query['input']): Item {
    if (input.IndexName !== undefined) {
      return queried({ ...input, ExpressionAttributeValues: values }, [...this.#items.values()]);
    }
    const isInRange = ranges[input.KeyConditionExpression ?? ''];
    if (isInRange === undefined) throw unknown(input.KeyConditionExpression);
    const id = values[':id'] ?? values[':partition'];
    const found = [...this.#items.values()].filter((item) => item.id === id && isInRange(item, values));
    const { ScanIndexForward = true, Limit } = input;
    const isBefore = (one: Item, other: Item) => String(one.sort) < String(other.sort);
    const sorted = found.sort((one, other) => (isBefore(one, other) === ScanIndexForward ? -1 : 1)).slice(0, Limit);
    const filter = filters[input.FilterExpression ?? ''];
    if (filter === undefined) throw unknown(input.FilterExpression);
    const Items = sorted.filter((item) => filter(item, values));
    const isFull = input.KeyConditionExpression?.includes(':partition') === true && sorted.length === Limit;
    const more = isFull ? { LastEvaluatedKey: sorted.at(-1) } : {};
    return { ...(input.Select !== 'COUNT' && { Items }), Count: Items.length, ...more };
  }

  #put({ Item, ConditionExpression, ExpressionAttributeValues: values }: PutItem['input']): void {
    if (ConditionExpression === 'attribute_not_exists(id)') {
      if (this.#items.has(JSON.stringify(keyOf(Item)))) throw conditionFailed();
    } else if (ConditionExpression !== undefined) {
      if (ConditionExpression !== 'attribute_not_exists(as_of) OR as_of <= :as_of') throw unknown(ConditionExpression);
      const stored = this.#items.get(JSON.stringify(keyOf(Item)))?.as_of;
      if (stored !== undefined && String(stored) > values?.[':as_of']) throw conditionFailed();
    }
    this.keep(Item as Item & Key);
  }

  #delete({ Key, ConditionExpression, ExpressionAttributeValues: values = {} }: DeleteItem['input']): void {
    const key = JSON.stringify(keyOf(Key));
    if (ConditionExpression === undefined) return void this.#items.delete(key);
    const isStrict = ConditionExpression === 'as_of <= :as_of';
    if (!isStrict && ConditionExpression !== 'attribute_not_exists(as_of) OR as_of <= :as_of')
      throw unknown(ConditionExpression);
    const stored = this.#items.get(key)?.as_of;
    if (stored === undefined ? isStrict : String(stored) > values[':as_of']) throw conditionFailed();
    this.#items.delete(key);
  }

  #transact({ TransactItems: writes = [], ClientRequestToken: token = '' }: TransactWriteItems['input']): void {
    if (this.#done.has(token)) return;
    if (writes.length > 100) throw new Error('a transaction takes 100 items');
    const keys = writes.map(({ Put, Update, ConditionCheck }) =>
      JSON.stringify(keyOf(Put?.Item ?? Update?.Key ?? ConditionCheck?.Key)),
    );
    if (new Set(keys).size < keys.length) throw new Error('a transaction takes an item once');
    const refused = writes.map(({ Update }, index) => Update === undefined && this.#items.has(keys[index] ?? ''));
    if (refused.includes(true))
      throw transactionCancelled(refused.map((one) => (one ? 'ConditionalCheckFailed' : 'None')));
    for (const { Put, Update } of writes) {
      if (Put) this.keep(Put.Item as Item & Key);
      if (Update) this.#add(Update);
    }
    if (token !== '') this.#done.add(token);
  }

  #add({ Key, ExpressionAttributeValues: values = {} }: UpdateItem['input']): void {
    const key = keyOf(Key);
    const stored = this.#items.get(JSON.stringify(key));
    const amount = BigInt((stored?.amount as number | bigint | undefined) ?? 0) + BigInt(values[':amount']);
    // As the document client reads it: a number where that is exact.
    this.keep({ ...key, amount: Number.isSafeInteger(Number(amount)) ? Number(amount) : amount });
  }
}

const unknown = (condition: string | undefined) => new Error(`not a condition of this service: ${condition}`);
