import { createHash } from 'node:crypto';
import { requiredEnv } from '../env.ts';
import type { Item } from './dynamo.ts';

/** Partitions of every by-time index: one carries about 1,000 writes a second. */
export const indexShards = Number(requiredEnv('INDEX_SHARDS'));

/** Where an item stands in its table's by-time index: spread over the shards by id, in order of creation. */
export function timeIndex(id: string, createdAt: string, shards: number = indexShards): Item {
  const hash = createHash('sha256').update(id).digest().readUInt32BE(0);
  return { time_shard: String(hash % shards), time_sort: `${createdAt}#${id}` };
}
