import * as z from 'zod/mini';
import { requiredEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import { GetItem, PutItem } from '../runtime/operations.ts';
import { attempted, conditional } from './dynamo.ts';

const TableName = requiredEnv('PROJECTIONS_TABLE');
const Key = { id: 'cursor-key', sort: 'v1' } as const;
const CursorKeyItem = z.object({ key: z.string() });

/** A stage that is emptied gets another key; no process signs by the old one for longer than this. */
const knownForMs = 60_000;

/** The key that a stage's cursors are signed by; kept in its table, made on first use, and known to a process for a while. */
export const cursorKey = cursorKeys();

/** The same for a process that knows no key yet. */
export function cursorKeys() {
  let known: Readonly<{ key: string; until: number }> | undefined;
  return (io: Pick<Io, 'send' | 'now' | 'newId'>) => async (): Promise<string> => {
    if (known === undefined || known.until < io.now()) {
      const key = (await stored(io)) ?? (await made(io));
      known = { key, until: io.now() + knownForMs };
    }
    return known.key;
  };
}

async function stored({ send }: Pick<Io, 'send'>): Promise<string | undefined> {
  const { Item } = await attempted(send(new GetItem({ TableName, Key, ConsistentRead: true })));
  return Item && CursorKeyItem.parse(Item).key;
}

/** Two random UUIDs are 244 bits. Of two processes that make one at once, the second takes the first one's. */
async function made({ send, newId }: Pick<Io, 'send' | 'newId'>): Promise<string> {
  const key = `${newId()}${newId()}`;
  const operation = new PutItem({
    TableName,
    Item: { ...Key, key },
    ConditionExpression: 'attribute_not_exists(id)',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  });
  const write = await conditional(send(operation));
  return write.done ? key : CursorKeyItem.parse(write.stored).key;
}
