import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { CommandRefusal } from '../../hermetic/process/command.ts';
import { dayAt } from '../../src/domain/recorded-event.ts';
import { sealPartition } from '../../src/store/seal-key.ts';
import type { Ledger } from './write-entries.ts';

const dayMs = 86_400_000;

/**
 * Throws CommandRefusal if the day before the present one is sealed. The stage seals by its own clock, two days later, so the clock
 * of this machine is behind; and an entry in a sealed day, which cannot be taken back, would make its seal wrong for good.
 */
export async function requireOpenDay(now: number, { client, tables }: Ledger): Promise<void> {
  const query = new QueryCommand({
    TableName: tables.events,
    KeyConditionExpression: 'id = :id',
    ExpressionAttributeValues: { ':id': { S: sealPartition(0) } },
    ConsistentRead: true,
    ScanIndexForward: false,
    Limit: 1,
  });
  const { Items = [] } = await client.send(query);
  const lastSealed = Items[0]?.sort?.S ?? '';
  if (dayAt(now - dayMs) > lastSealed) return;
  throw new CommandRefusal(
    `It is ${new Date(now).toISOString()} by the clock of this machine, and the stage has sealed ${lastSealed}, which it does two days later. Nothing was posted: set the clock, and run the same command again.`,
    1,
  );
}
