import type { NamedPlace, Place } from '../domain/place.ts';
import { requiredEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import { PutItem } from '../runtime/operations.ts';
import { attempted } from './dynamo.ts';
import { newestFirst } from './newest-first.ts';
import { placeAt, placeId, placeItemOf } from './place-item.ts';

const TableName = requiredEnv('PROJECTIONS_TABLE');

export type Places = ReturnType<typeof places>;

/** Rows that lead to payments. They follow the payments table within moments. */
export function places({ send }: Pick<Io, 'send'>) {
  async function* rowsAt({ by, value }: NamedPlace, before: string | undefined, expected: number) {
    const query = { TableName, partitionKey: 'id', sortKey: 'sort', partitions: [placeId({ by, value })] } as const;
    for await (const { sort } of newestFirst(query, { before, expected }, { send })) {
      yield placeAt({ by, value }, String(sort));
    }
  }

  return {
    async keep(place: Place): Promise<void> {
      await attempted(send(new PutItem({ TableName, Item: placeItemOf(place) })));
    },

    /** The rows of one place, the newest payment first, from the position `before`; read as far as they are taken. */
    rowsAt,

    /** The payment that a refund belongs to. */
    async paymentOfRefund(refundId: string): Promise<string | undefined> {
      for await (const { paymentId } of rowsAt({ by: 'refund', value: refundId }, undefined, 1)) return paymentId;
      return undefined;
    },
  };
}
