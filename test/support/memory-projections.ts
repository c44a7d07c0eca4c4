import { ConditionalCheckFailedException, TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactWriteCommand,
  type UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { Command, Item, Send } from '../../src/store/dynamo.ts';

type Key = Readonly<{ id: string; sort: string }>;
const keyOf = (item: Item | undefined): Key => ({ id: String(item?.id), sort: String(item?.sort) });

/** The Projections table in memory: DynamoDB's semantics for what src/store sends to it, and for nothing else. */
export class MemoryProjections {
  /** What happens to a call on its way: `apply` is the store's part. */
  intercept: (command: Command, apply: () => Item) => Promise<Item> = async (_command, apply) => apply();
  readonly sent: Command[] = [];
  readonly #items = new Map<string, Item>();

  readonly send = (async (command: Command) => {
    this.sent.push(command);
    return await this.intercept(command, () => this.#apply(command));
  }) as Send;

  /** What is kept under an id, by sort key. */
  of(id: string): Record<string, Item> {
    const found = [...this.#items.values()].filter((item) => item.id === id);
    return Object.fromEntries(found.map(({ id: _id, sort, ...rest }) => [String(sort), rest]));
  }

  counters(): Record<string, unknown> {
    return Object.fromEntries(Object.entries(this.of('metrics')).map(([name, { amount }]) => [name, Number(amount)]));
  }

  keep(item: Item & Key): void {
    this.#items.set(JSON.stringify(keyOf(item)), item);
  }

  #apply(command: Command): Item {
    if (command instanceof GetCommand) {
      const Item = this.#items.get(JSON.stringify(keyOf(command.input.Key)));
      return Item ? { Item } : {};
    }
    if (command instanceof PutCommand) this.#put(command.input);
    else if (command instanceof DeleteCommand) this.#delete(command.input);
    else if (command instanceof QueryCommand) return this.#query(command.input);
    else if (command instanceof TransactWriteCommand) this.#transact(command.input.TransactItems ?? []);
    else throw new Error(`not a call of this service: ${command.constructor.name}`);
    return {};
  }

  #query({ ExpressionAttributeValues: values = {}, FilterExpression, Select }: QueryCommand['input']): Item {
    const found = [...this.#items.values()].filter((item) => item.id === values[':id']);
    const filter = (item: Item) => FilterExpression === undefined || String(item.since) < values[':before'];
    const Items = found.filter(filter).sort((one, other) => (String(one.sort) < String(other.sort) ? -1 : 1));
    return { ...(Select !== 'COUNT' && { Items }), Count: Items.length };
  }

  #put({ Item, ConditionExpression, ExpressionAttributeValues: values }: PutCommand['input']): void {
    if (ConditionExpression !== undefined) {
      if (ConditionExpression !== 'attribute_not_exists(as_of) OR as_of <= :as_of') throw unknown(ConditionExpression);
      const stored = this.#items.get(JSON.stringify(keyOf(Item)))?.as_of;
      if (stored !== undefined && String(stored) > values?.[':as_of']) throw refused();
    }
    this.keep(Item as Item & Key);
  }

  #delete({ Key, ConditionExpression, ExpressionAttributeValues: values = {} }: DeleteCommand['input']): void {
    if (ConditionExpression !== 'as_of <= :as_of') throw unknown(ConditionExpression);
    const key = JSON.stringify(keyOf(Key));
    const stored = this.#items.get(key)?.as_of;
    if (stored === undefined || String(stored) > values[':as_of']) throw refused();
    this.#items.delete(key);
  }

  #transact(writes: NonNullable<TransactWriteCommand['input']['TransactItems']>): void {
    if (writes.length > 100) throw new Error('a transaction takes 100 items');
    const keys = writes.map(({ Put, Update }) => JSON.stringify(keyOf(Put?.Item ?? Update?.Key)));
    if (new Set(keys).size < keys.length) throw new Error('a transaction takes an item once');
    const refused = writes.map(({ Put }, index) => Put !== undefined && this.#items.has(keys[index] ?? ''));
    if (refused.includes(true)) throw cancelled(refused.map((one) => (one ? 'ConditionalCheckFailed' : 'None')));
    for (const { Put, Update } of writes) {
      if (Put) this.keep(Put.Item as Item & Key);
      if (Update) this.#add(Update);
    }
  }

  #add({ Key, ExpressionAttributeValues: values = {} }: UpdateCommand['input']): void {
    const key = keyOf(Key);
    const stored = this.#items.get(JSON.stringify(key));
    const amount = BigInt((stored?.amount as number | bigint | undefined) ?? 0) + BigInt(values[':amount']);
    // As the document client reads it: a number where that is exact.
    this.keep({ ...key, amount: Number.isSafeInteger(Number(amount)) ? Number(amount) : amount });
  }
}

const unknown = (condition: string | undefined) => new Error(`not a condition of this service: ${condition}`);

const refused = () => new ConditionalCheckFailedException({ message: 'The conditional request failed', $metadata: {} });

export const cancelled = (codes: readonly string[]) =>
  new TransactionCanceledException({
    message: 'Transaction cancelled',
    $metadata: {},
    CancellationReasons: codes.map((Code) => ({ Code })),
  });
