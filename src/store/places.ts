import type { NamedPlace, Place } from '../domain/place.ts';
import { requiredEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import { PutItem } from '../runtime/operations.ts';
import { attempted } from './dynamo.ts';
import { newestFirst } from './newest-first.ts';

const TableName = requiredEnv('PROJECTIONS_TABLE');

export type Places = ReturnType<typeof places>;

/** Rows that lead to payments. They follow the payments table within moments. */
export function places({ send }: Pick<Io, 'send'>) {
  async function* rowsAt({ by, value }: NamedPlace, before: string | undefined, expected: number) {
    const query = { TableName, partitionKey: 'id', sortKey: 'sort', partitions: [`${by}#${value}`] } as const;
    for await (const { sort } of newestFirst(query, { before, expected }, { send })) {
      yield placeAt({ by, value }, String(sort));
    }
  }

  return {
    async keep(place: Place): Promise<void> {
      const Item = { id: `${place.by}#${place.value}`, sort: positionOf(place) };
      await attempted(send(new PutItem({ TableName, Item })));
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

/** The position of a payment in a list: that of the index by time. */
export const positionOf = ({ createdAt, paymentId }: Pick<Place, 'createdAt' | 'paymentId'>): string =>
  `${createdAt}#${paymentId}`;

function placeAt(named: NamedPlace, position: string): Place {
  const at = position.indexOf('#');
  return { ...named, createdAt: position.slice(0, at), paymentId: position.slice(at + 1) };
}
