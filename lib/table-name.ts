import type { TableName } from './table-definitions.ts';

export type StageTables = Readonly<Record<TableName, string>>;

/** A table's name in AWS; seed and reset use it too. */
export const physicalName = (stage: string, table: TableName): string => `payment-service-${stage}-${table}`;

export const stageTables = (stage: string): StageTables => ({
  events: physicalName(stage, 'events'),
  payments: physicalName(stage, 'payments'),
  orders: physicalName(stage, 'orders'),
  users: physicalName(stage, 'users'),
  projections: physicalName(stage, 'projections'),
});

/** Table in which the stub of the notification service stores the notifications it received. */
export const stubTableName = (stage: string): string => `payment-service-${stage}-stub-notifications`;
