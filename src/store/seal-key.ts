export const sealPrefix = 'seal#';

/** The seals of a shard are one partition of the events table. No payment's id has a `#`. */
export const sealPartition = (shard: number): string => `${sealPrefix}${shard}`;
export const sealKey = (day: string, shard: number) => ({ id: sealPartition(shard), sort: day });
