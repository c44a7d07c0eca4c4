import { createHash } from 'node:crypto';

/** Where an item stands in its table's by-time index: spread over the shards by its id, in order of creation. */
export function timeIndex(id: string, createdAt: string, shards: number) {
  const hash = createHash('sha256').update(id).digest().readUInt32BE(0);
  return { time_shard: String(hash % shards), time_sort: `${createdAt}#${id}` };
}
