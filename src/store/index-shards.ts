import { requiredEnv } from '../runtime/env.ts';

/** Partitions of every by-time index: one carries about 1,000 writes a second. */
export const indexShards = Number(requiredEnv('INDEX_SHARDS'));
