import * as z from 'zod/mini';
import type { DisputeStatus } from '../domain/dispute.ts';
import type { DisputePage, ListedDispute } from '../domain/dispute-list.ts';
import { requiredEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import { PutItem } from '../runtime/operations.ts';
import { DisputeItem, disputeItemOf, disputeOf } from './dispute-item.ts';
import { conditional } from './dynamo.ts';
import type { Item } from './item.ts';
import { itemsOf } from './pages.ts';
import { sortable } from './sequence.ts';

const TableName = requiredEnv('PROJECTIONS_TABLE');
const id = 'disputes';
/** Sorts after every moment. */
const end = '~';

/** `sequence` is the number of the stream's record that tells of it. */
type DisputeListRow = ListedDispute & Readonly<{ sequence: string }>;

const RowItem = z.object({ payment_id: z.string(), dispute_id: z.string() });

export type DisputeList = ReturnType<typeof disputeList>;

/** All disputes by the time that they were opened, as far as the stream has told: one partition, because they are few. */
export function disputeList({ send }: Pick<Io, 'send'>) {
  const newestFirst = (status: DisputeStatus | undefined, before: string, Limit: number): AsyncGenerator<Item, void> =>
    itemsOf(
      {
        TableName,
        KeyConditionExpression: 'id = :id AND sort < :before',
        ...(status !== undefined && {
          FilterExpression: '#status = :status',
          ExpressionAttributeNames: { '#status': 'status' },
        }),
        ExpressionAttributeValues: { ':id': id, ':before': before, ...(status !== undefined && { ':status': status }) },
        ScanIndexForward: false,
        // With a filter, a page is as long as DynamoDB has it: 1 MB.
        ...(status === undefined && { Limit }),
      },
      { send },
    );

  return {
    /** Only if no later record has been heard of: what is told again, or comes late, changes nothing. */
    async keep({ paymentId, dispute, sequence }: DisputeListRow): Promise<void> {
      const operation = new PutItem({
        TableName,
        Item: {
          ...disputeItemOf(dispute),
          id,
          sort: `${dispute.openedAt}#${paymentId}#${dispute.id}`,
          payment_id: paymentId,
          dispute_id: dispute.id,
          as_of: sortable(sequence),
        },
        ConditionExpression: 'attribute_not_exists(as_of) OR as_of <= :as_of',
        ExpressionAttributeValues: { ':as_of': sortable(sequence) },
      });
      await conditional(send(operation));
    },

    async page(
      status: DisputeStatus | undefined,
      { limit, after = end }: Readonly<{ limit: number; after: string | undefined }>,
    ): Promise<DisputePage> {
      const items: Item[] = [];
      for await (const item of newestFirst(status, after, limit + 1)) if (items.push(item) > limit) break;
      const page = items.slice(0, limit);
      const next = items.length > limit ? String(page.at(-1)?.sort) : undefined;
      return { disputes: page.map(listedDisputeOf), next };
    },
  };
}

function listedDisputeOf(item: Item): ListedDispute {
  const { payment_id: paymentId, dispute_id } = RowItem.parse(item);
  return { paymentId, dispute: disputeOf(dispute_id, DisputeItem.parse(item)) };
}
