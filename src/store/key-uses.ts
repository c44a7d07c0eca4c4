import * as z from 'zod/mini';
import { keyUseId } from '../domain/identity.ts';
import type { KeyUse, KeyUses } from '../domain/key-use.ts';
import { requiredEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import { GetItem, UpdateItem } from '../runtime/operations.ts';
import { attempted, conditional } from './dynamo.ts';
import type { Item } from './item.ts';

const TableName = requiredEnv('PAYMENTS_TABLE');

const First = z.discriminatedUnion('used_for', [
  z.object({ used_for: z.literal('refund'), payment_id: z.string(), refund_id: z.string() }),
  z.object({ used_for: z.literal('order payment'), payment_id: z.string(), fingerprint: z.string() }),
  z.object({ used_for: z.enum(['capture', 'cancel']), payment_id: z.string() }),
]);
const Others = z.object({ others: z.optional(z.boolean()) });

export type KeyUsesTable = ReturnType<typeof keyUses>;

/**
 * Uses of idempotency keys, one small item each. It is written before the money it leads to is reserved, so a
 * key without an item has reserved nothing. A key may be used for many payments: the item names the first, and stays small.
 */
export function keyUses({ send }: Pick<Io, 'send'>) {
  return {
    async find(caller: string, key: string): Promise<KeyUses | undefined> {
      const Key = { id: itemId(caller, key) };
      const { Item } = await attempted(send(new GetItem({ TableName, Key, ConsistentRead: true })));
      return Item && usesOf(Item);
    },

    /** Must be awaited before anything is reserved. A retry finds its own item, which costs one write unit, too. */
    async record(caller: string, key: string, use: KeyUse): Promise<void> {
      const Key = { id: itemId(caller, key) };
      const attributes = Object.entries(itemOf(use));
      const first = new UpdateItem({
        TableName,
        Key,
        UpdateExpression: `SET ${attributes.map(([name]) => `${name} = :${name}`).join(', ')}`,
        ConditionExpression: 'attribute_not_exists(id)',
        ExpressionAttributeValues: Object.fromEntries(attributes.map(([name, value]) => [`:${name}`, value])),
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      const write = await conditional(send(first));
      if (write.done || write.stored === undefined) return;
      const seen = usesOf(write.stored);
      if (seen.others || JSON.stringify(itemOf(seen.first)) === JSON.stringify(itemOf(use))) return;
      const other = new UpdateItem({
        TableName,
        Key,
        UpdateExpression: 'SET #others = :true',
        ConditionExpression: 'attribute_exists(id)',
        // A reserved word of DynamoDB.
        ExpressionAttributeNames: { '#others': 'others' },
        ExpressionAttributeValues: { ':true': true },
      });
      await conditional(send(other));
    },
  };
}

/** No payment's id has a `#`. */
const itemId = (caller: string, key: string) => `key#${keyUseId(caller, key)}`;

function itemOf(use: KeyUse): Item {
  const item = { used_for: use.kind, payment_id: use.paymentId };
  if (use.kind === 'refund') return { ...item, refund_id: use.refundId };
  return use.kind === 'order payment' ? { ...item, fingerprint: use.fingerprint } : item;
}

function usesOf(item: Item): KeyUses {
  return { first: firstOf(First.parse(item)), others: Others.parse(item).others ?? false };
}

function firstOf(row: z.output<typeof First>): KeyUse {
  const paymentId = row.payment_id;
  if (row.used_for === 'refund') return { kind: row.used_for, paymentId, refundId: row.refund_id };
  if (row.used_for === 'order payment') return { kind: row.used_for, paymentId, fingerprint: row.fingerprint };
  return { kind: row.used_for, paymentId };
}
