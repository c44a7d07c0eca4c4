/** Balances are spread over as many items as counters are. */
export const balancePartition = (shard: number): string => `balances#${shard}`;
