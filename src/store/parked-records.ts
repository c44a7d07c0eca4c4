import { requiredEnv } from '../runtime/env.ts';
import type { Io } from '../runtime/io.ts';
import { PutItem } from '../runtime/operations.ts';
import { attempted } from './dynamo.ts';

const TableName = requiredEnv('PROJECTIONS_TABLE');

export type ParkedRecords = ReturnType<typeof parkedRecords>;

/** Records of the stream that could not be read, put aside for a person to look at. */
export const parkedRecords = ({ send }: Pick<Io, 'send'>) => ({
  async park(recordId: string, itemId: string, reason: string, expiresAt: number): Promise<void> {
    const Item = { id: 'parked', sort: recordId, item_id: itemId, reason, expires_at: expiresAt };
    await attempted(send(new PutItem({ TableName, Item })));
  },
});
