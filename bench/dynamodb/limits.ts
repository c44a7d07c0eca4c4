/** Write units per second and partition: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html */
export const unitsPerPartition = 1_000;
