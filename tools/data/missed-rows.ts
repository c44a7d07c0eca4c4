import { ConditionalCheckFailedException, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Payment } from '../../src/domain/payment.ts';
import { isOpen } from '../../src/projections/open-payments.ts';
import { allPlacesOf } from '../../src/projections/places.ts';
import { disputeItemOf } from '../../src/store/dispute-item.ts';
import { type Item, marshalled } from '../../src/store/item.ts';
import { placeItemOf } from '../../src/store/place-item.ts';
import { sortable } from '../../src/store/sequence.ts';

/** Older than every record of the stream, so that whatever comes from there replaces the row. */
export const beforeAllRecords = sortable('');

/** The rows of a payment in the projections table by which workers, lists and requests find it. */
export const rowsOfPayment = (payment: Payment, now: number): readonly Item[] => [
  ...allPlacesOf(payment).map(placeItemOf),
  ...(isOpen(payment)
    ? [{ id: 'open', sort: payment.id, since: new Date(now).toISOString(), as_of: beforeAllRecords }]
    : []),
  ...(payment.dueAt === undefined ? [] : [{ id: 'due', sort: `${payment.dueAt}#${payment.id}` }]),
  ...Object.values(payment.disputes).map((dispute) => ({
    ...disputeItemOf(dispute),
    id: 'disputes',
    sort: `${dispute.openedAt}#${payment.id}#${dispute.id}`,
    payment_id: payment.id,
    dispute_id: dispute.id,
    as_of: beforeAllRecords,
  })),
];

/** Puts rows that are absent. One whose payment has moved on meanwhile costs its worker a look, which removes it. */
export async function putAbsentRows(rows: readonly Item[], client: DynamoDBClient, TableName: string): Promise<void> {
  for (const row of rows) {
    const put = { TableName, Item: marshalled(row), ConditionExpression: 'attribute_not_exists(id)' };
    await client.send(new PutItemCommand(put)).catch((error: unknown) => {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    });
  }
}
