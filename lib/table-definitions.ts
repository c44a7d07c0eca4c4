export const tableNames = ['events', 'payments', 'orders', 'users', 'projections', 'webhooks'] as const;
export type TableName = (typeof tableNames)[number];

type TableDefinition = Readonly<{
  /** Items of one partition, which queries of the table itself read in the order of their sort key. */
  hasSortKey: boolean;
  /** Partition key of each index; all sort by `time_sort`. */
  indexes: Readonly<Record<string, string>>;
  isBackedUp: boolean;
  /**
   * Scope in the throttling alarms. CloudWatch limits an alarm to ten metrics, so it cannot include every index. Tables that no
   * request to pay waits for have an alarm of their own, with their indexes: `derived`.
   */
  throttlingAlarm: 'table and indexes' | 'table' | 'derived';
}>;

/**
 * All tables. Indexes, permissions, backups and alarms derive from these definitions. A new table does not compile until
 * it has an entry here and a construct in tables.ts.
 */
// biome-ignore format: one table, one line
export const tableDefinitions: Readonly<Record<TableName, TableDefinition>> = {
  payments: { hasSortKey: false, indexes: { 'by-time': 'time_shard', 'by-trip': 'trip_index' }, isBackedUp: true, throttlingAlarm: 'table and indexes' },
  orders: { hasSortKey: false, indexes: { 'by-time': 'time_shard' }, isBackedUp: true, throttlingAlarm: 'table' },
  users: { hasSortKey: false, indexes: { 'by-time': 'time_shard' }, isBackedUp: true, throttlingAlarm: 'table' },
  // Derived from the payments stream; workers that fall behind have alarms of their own.
  events: { hasSortKey: true, indexes: { 'by-day': 'day' }, isBackedUp: true, throttlingAlarm: 'derived' },
  projections: { hasSortKey: true, indexes: {}, isBackedUp: false, throttlingAlarm: 'derived' },
  // Endpoints with their secrets, which nothing else has, and deliveries; its workers have alarms of their own.
  webhooks: { hasSortKey: true, indexes: {}, isBackedUp: true, throttlingAlarm: 'derived' },
};
