import { ConditionalCheckFailedException, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { importer } from '../../src/domain/payment.ts';
import { type Item, marshalled, unmarshalled } from '../../src/store/item.ts';
import { paymentOf } from '../../src/store/payment-item.ts';
import { dueByImport } from './due-of-import.ts';
import type { ImportCounts, ImportOptions } from './import-payments.ts';
import type { TableItem } from './payment-items.ts';

/** `left`: nothing is changed. `unnamed`: because a refund of the payment has no id at the processor, and would count twice. */
type AddedIntent = Readonly<{ became: 'added' | 'left' } | { became: 'unnamed'; refundId: string }>;

const left: AddedIntent = { became: 'left' };

/** Adds the intent of a row, and reports a row that would make a refund count twice. */
export async function addIntentOf(
  { line, item }: Readonly<{ line: number; item: TableItem }>,
  counts: ImportCounts,
  options: ImportOptions,
): Promise<void> {
  const added = await addIntent(item, options);
  if (added.became === 'added') counts.intentsAdded++;
  if (added.became !== 'unnamed') return;
  counts.bad++;
  const wrong = `refund ${added.refundId} of payment ${item.id} needs its external_reference, or it would be counted twice`;
  options.onBad(`line ${line}, column refunds: ${wrong}`, counts);
}

/**
 * Gives a payment that was imported without its intent that of its row, and its refunds the ids that they have at the processor
 * (`external_reference`). It is due then as if it were imported now. Leaves it as it is if it has an intent, was made by this service,
 * or has another amount than the row.
 */
async function addIntent(
  row: TableItem,
  { client, tableName, now }: Pick<ImportOptions, 'client' | 'tableName' | 'now'>,
): Promise<AddedIntent> {
  if (row.intent === undefined) return left;
  const Key = marshalled({ id: row.id });
  const { Item } = await client.send(new GetItemCommand({ TableName: tableName, Key, ConsistentRead: true }));
  const stored = Item && unmarshalled(Item);
  if (stored?.settled_by !== importer || stored.intent !== undefined) return left;
  const unnamed = Object.entries(refundsIn(stored)).flatMap(([id, refund]) => (hasName(refund) ? [] : [id]));
  const names = unnamed.map((id) => refundsIn(row)[id]?.external_reference);
  const missing = names.indexOf(undefined);
  if (missing !== -1) return { became: 'unnamed', refundId: unnamed[missing] ?? '' };
  const dueAt = dueOf({ ...stored, intent: row.intent }, now());
  const sets = [
    ...unnamed.map((_, at) => `refunds.#r${at}.external_reference = :r${at}`),
    ...(dueAt === undefined ? [] : ['due_at = :due']),
  ];
  const update = new UpdateItemCommand({
    TableName: tableName,
    Key,
    UpdateExpression: `SET ${['intent = :intent', ...sets].join(', ')}`,
    ConditionExpression:
      'settled_by = :importer AND #status = :status AND attribute_not_exists(intent) AND amount_minor = :amount AND currency = :currency AND refunds = :refunds',
    ExpressionAttributeNames: { '#status': 'status', ...Object.fromEntries(unnamed.map((id, at) => [`#r${at}`, id])) },
    ExpressionAttributeValues: {
      ...marshalled({
        ':intent': row.intent,
        ':importer': importer,
        ':status': stored.status,
        ':due': dueAt,
        ':amount': row.amount_minor,
        ':currency': row.currency,
        ...Object.fromEntries(names.map((name, at) => [`:r${at}`, name])),
      }),
      ':refunds': Item?.refunds ?? { M: {} },
    },
  });
  try {
    await client.send(update);
    return { became: 'added' };
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return left;
    throw error;
  }
}

/** Undefined for an item that cannot be read: that has an alarm of its own (parked records). */
function dueOf(item: Item, now: number): string | undefined {
  try {
    return dueByImport(paymentOf(item), now).dueAt;
  } catch {
    return undefined;
  }
}

type StoredRefund = Readonly<{ status?: unknown; reference?: unknown; external_reference?: unknown }>;

const refundsIn = ({ refunds }: Readonly<Record<string, unknown>>): Readonly<Record<string, StoredRefund>> =>
  typeof refunds === 'object' && refunds !== null ? { ...refunds } : {};

/** A refund that failed moved no money. The reference of another system is none at the processor. */
const hasName = ({ status, external_reference }: StoredRefund): boolean =>
  status === 'failed' || external_reference !== undefined;
