import type { TableName } from './table-definitions.ts';

export type StageTables = Readonly<Record<TableName, string>>;

/** The name a table has in its stage's account; seed and reset find it by this too. */
export const physicalName = (stage: string, table: TableName): string => `payment-service-${stage}-${table}`;

/** The names of all tables of a stage. */
export const stageTables = (stage: string): StageTables => ({
  payments: physicalName(stage, 'payments'),
  orders: physicalName(stage, 'orders'),
  users: physicalName(stage, 'users'),
  projections: physicalName(stage, 'projections'),
});

/** Where the stub of the notification service keeps what it received. */
export const stubTableName = (stage: string): string => `payment-service-${stage}-stub-notifications`;
