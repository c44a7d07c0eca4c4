import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { TableAction } from './routes.ts';

/** What a function may do, by table. */
export type Rights = Readonly<Partial<Record<string, readonly TableAction[]>>>;

/** Where a table is queried; one that is not here is queried itself. */
const queried: Readonly<Record<string, readonly string[]>> = {
  payments: ['by-time', 'by-trip'],
  orders: ['by-time'],
  users: ['by-time'],
};

/** Queries go to the indexes and everything else to the table, so neither right reaches further than its use. */
export function statementsFor(name: string, table: Table, actions: readonly TableAction[]): PolicyStatement[] {
  const indexes = queried[name]?.map((index) => `${table.tableArn}/index/${index}`) ?? [table.tableArn];
  const allow = (granted: readonly TableAction[], resources: string[]) =>
    granted.length === 0
      ? []
      : [new PolicyStatement({ actions: granted.map((action) => `dynamodb:${action}`), resources })];
  return [
    ...allow(
      actions.filter((action) => action !== 'Query'),
      [table.tableArn],
    ),
    ...allow(
      actions.filter((action) => action === 'Query'),
      indexes,
    ),
  ];
}
