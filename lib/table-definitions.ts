export const tableNames = ['payments', 'orders', 'users', 'projections', 'webhooks'] as const;
export type TableName = (typeof tableNames)[number];

type TableDefinition = Readonly<{
  /** Partition key of each index; all sort by `time_sort`. Queries of a table without indexes go to the table itself. */
  indexes: Readonly<Record<string, string>>;
  isBackedUp: boolean;
  /** Scope of the throttling alarm. CloudWatch limits an alarm to ten metrics, so it cannot include every index. */
  throttlingAlarm: 'table and indexes' | 'table' | 'none';
}>;

/**
 * All tables. Indexes, permissions, backups and alarms derive from these definitions. A new table does not compile until
 * it has an entry here and a construct in tables.ts.
 */
// biome-ignore format: one table, one line
export const tableDefinitions: Readonly<Record<TableName, TableDefinition>> = {
  payments: { indexes: { 'by-time': 'time_shard', 'by-trip': 'trip_index' }, isBackedUp: true, throttlingAlarm: 'table and indexes' },
  orders: { indexes: { 'by-time': 'time_shard' }, isBackedUp: true, throttlingAlarm: 'table' },
  users: { indexes: { 'by-time': 'time_shard' }, isBackedUp: true, throttlingAlarm: 'table' },
  // Derived from the payments stream, so it holds no money; workers that fall behind have alarms of their own.
  projections: { indexes: {}, isBackedUp: false, throttlingAlarm: 'none' },
  // Endpoints with their secrets, which nothing else has, and deliveries.
  webhooks: { indexes: {}, isBackedUp: true, throttlingAlarm: 'table' },
};
