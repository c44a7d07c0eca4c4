import { TransactionCanceledException, TransactionInProgressException } from '@aws-sdk/client-dynamodb';
import { Refusal } from '../domain/refusal.ts';
import type { SettlementRow } from '../domain/settlement.ts';
import { requiredEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import { GetItem, PutItem, TransactWriteItems } from '../runtime/operations.ts';
import { attempted } from './dynamo.ts';
import type { Item } from './item.ts';
import { allOf } from './pages.ts';
import {
  hasContentOf,
  type RowPlace,
  resolvedKeys,
  rowCopiesOf,
  rowInCopy,
  rowsPartition,
  settlementItemOf,
  settlementKey,
  settlementRowOf,
} from './settlement-item.ts';

const TableName = requiredEnv('EVENTS_TABLE');
const maxTries = 5;

export type SettlementRows = ReturnType<typeof settlementRows>;

/** A row as it is stored. `changed`: it came before with another content, which is kept. */
export type KeptRow = Readonly<{ row: SettlementRow; was: 'new' | 'known' | 'changed' }>;

/** The rows of settlement reports. Each is kept once, with copies that are found by the payment and the refund that it is about. */
export function settlementRows({ send, newId, random, sleep }: Pick<Io, 'send' | 'newId' | 'random' | 'sleep'>) {
  async function get(Key: Item): Promise<Item | undefined> {
    const { Item } = await attempted(send(new GetItem({ TableName, Key, ConsistentRead: true })));
    return Item;
  }

  /** Whether the row and its copies were written now. */
  async function put(item: Item, copies: readonly Item[]): Promise<boolean> {
    const writes = [
      { Put: { TableName, Item: item, ConditionExpression: 'attribute_not_exists(id)' } },
      ...copies.map((copy) => ({ Put: { TableName, Item: copy } })),
    ];
    for (let tries = 0; tries < maxTries; tries++) {
      try {
        await attempted(send(new TransactWriteItems({ TransactItems: writes, ClientRequestToken: newId() })));
        return true;
      } catch (error) {
        const isCancelled = error instanceof TransactionCanceledException;
        if (!isCancelled && !(error instanceof TransactionInProgressException)) throw error;
        if (isCancelled && error.CancellationReasons?.[0]?.Code === 'ConditionalCheckFailed') return false;
      }
      await sleep(random() * 20 * 2 ** tries);
    }
    throw new Refusal('store_unavailable', 'the same report is being sent by others; send it again', {
      retryAfterSeconds: 1,
    });
  }

  return {
    async keep(processor: string, row: SettlementRow): Promise<KeptRow> {
      const item = settlementItemOf(processor, row);
      if (await put(item, rowCopiesOf(processor, row))) return { row, was: 'new' };
      const stored = await get(settlementKey(processor, row.id));
      const known = stored && settlementRowOf(processor, stored);
      if (stored === undefined || known === undefined) throw new Error('a row was there, and is not');
      // Rows of earlier releases have one copy at most.
      for (const copy of rowCopiesOf(processor, known)) await attempted(send(new PutItem({ TableName, Item: copy })));
      return { row: known, was: hasContentOf(stored, item) ? 'known' : 'changed' };
    },

    async get(processor: string, rowId: string): Promise<SettlementRow | undefined> {
      const item = await get(settlementKey(processor, rowId));
      return item && settlementRowOf(processor, item);
    },

    /** All rows that were ever kept about a payment or refund. */
    async at(processor: string, place: RowPlace): Promise<readonly SettlementRow[]> {
      const query = {
        TableName,
        KeyConditionExpression: 'id = :id',
        ExpressionAttributeValues: { ':id': rowsPartition(processor, place) },
        ConsistentRead: true,
      };
      return (await allOf(query, { send })).map(rowInCopy);
    },

    /** Whether a correction resolved a break in the reports of a processor, or one of an event, which has none. */
    isResolved: async (processor: string | undefined, breakId: string): Promise<boolean> =>
      (await Promise.all(resolvedKeys(breakId, processor).map(get))).some((item) => item !== undefined),
  };
}
