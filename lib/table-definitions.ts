export const tableNames = ['payments', 'orders', 'users', 'projections'] as const;
export type TableName = (typeof tableNames)[number];

/** Facts about a table that the stacks derive from. */
type TableDefinition = Readonly<{
  /** Its indexes, by their partition keys; they sort by `time_sort`. A table without any is queried itself. */
  indexes: Readonly<Record<string, string>>;
  isBackedUp: boolean;
  /** Whether throttling raises an alarm. CloudWatch takes ten metrics for one alarm, so not every index has a place. */
  throttlingAlarm: 'table and indexes' | 'table' | 'none';
}>;

/**
 * All tables. Indexes, rights, backups and alarms derive from here; another table does not compile until it has an entry
 * here and a construct in tables.ts.
 */
// biome-ignore format: one table, one line
export const tableDefinitions: Readonly<Record<TableName, TableDefinition>> = {
  payments: { indexes: { 'by-time': 'time_shard', 'by-trip': 'trip_index' }, isBackedUp: true, throttlingAlarm: 'table and indexes' },
  orders: { indexes: { 'by-time': 'time_shard' }, isBackedUp: true, throttlingAlarm: 'table' },
  users: { indexes: { 'by-time': 'time_shard' }, isBackedUp: true, throttlingAlarm: 'table' },
  // Derived from the stream of payments: no money is in it, and workers that fall behind have alarms of their own.
  projections: { indexes: {}, isBackedUp: false, throttlingAlarm: 'none' },
};
