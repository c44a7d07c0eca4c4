import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { TableAction } from './routes.ts';
import { tableDefinitions, tableNames } from './table-definitions.ts';

/** Actions that a function may use, by table. */
export type TablePermissions = Readonly<Partial<Record<string, readonly TableAction[]>>>;

/** Index names of a table. Tables of stubs are not in tableDefinitions and have none. */
function indexesOf(name: string): readonly string[] {
  const table = tableNames.find((known) => known === name);
  return table === undefined ? [] : Object.keys(tableDefinitions[table].indexes);
}

/**
 * IAM statements for a table. Query is granted on the indexes and everything else on the table, so no permission is
 * wider than its use.
 *
 * There are no condition keys, because IAM cannot see the ConditionExpression that makes a write of a payment safe:
 * LeadingKeys has no prefix that separates payments, Attributes does not restrict how they change, and
 * EnclosingOperation covers only transactions. Types and test/store/conditional-writes.test.ts enforce the condition
 * instead. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
 */
export function statementsFor(name: string, table: Table, actions: readonly TableAction[]): PolicyStatement[] {
  const indexes = indexesOf(name).map((index) => `${table.tableArn}/index/${index}`);
  const queried = indexes.length === 0 ? [table.tableArn] : indexes;
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
      queried,
    ),
  ];
}
