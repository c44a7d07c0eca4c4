import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { TableAction } from './routes.ts';
import { tableDefinitions, tableNames } from './table-definitions.ts';

/** Actions that a function may use, by table. */
export type TablePermissions = Readonly<Partial<Record<string, readonly TableAction[]>>>;

/** Targets of queries of a table: its indexes, and itself if it has a sort key, as the tables of stubs have. */
function queriedOf(name: string, tableArn: string): string[] {
  const known = tableNames.find((table) => table === name);
  if (known === undefined) return [tableArn];
  return [...(tableDefinitions[known].hasSortKey ? [tableArn] : []), ...indexesOf(name, tableArn)];
}

function indexesOf(name: string, tableArn: string): string[] {
  const known = tableNames.find((table) => table === name);
  const indexes = known === undefined ? {} : tableDefinitions[known].indexes;
  return Object.keys(indexes).map((index) => `${tableArn}/index/${index}`);
}

/**
 * IAM statements for a table. Query is granted on what is queried and everything else on the table, so no permission is
 * wider than its use.
 *
 * There are no condition keys, because IAM cannot see the ConditionExpression that makes a write of a payment safe:
 * LeadingKeys has no prefix that separates payments, Attributes does not restrict how they change, and
 * EnclosingOperation covers only transactions. Types and test/store/conditional-writes.test.ts enforce the condition
 * instead. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
 */
export function statementsFor(name: string, table: Table, actions: readonly TableAction[]): PolicyStatement[] {
  const allow = (granted: readonly string[], resources: string[]) =>
    granted.length === 0
      ? []
      : [new PolicyStatement({ actions: granted.map((action) => `dynamodb:${action}`), resources })];
  const isQuery = (action: TableAction) => action === 'Query' || action === 'QueryIndexes' || action === 'QueryTable';
  return [
    ...allow(
      actions.filter((action) => !isQuery(action)),
      [table.tableArn],
    ),
    ...allow(
      actions.filter((action) => action === 'Query'),
      queriedOf(name, table.tableArn),
    ),
    ...allow(
      actions.flatMap((action) => (action === 'QueryTable' ? ['Query'] : [])),
      [table.tableArn],
    ),
    ...allow(
      actions.flatMap((action) => (action === 'QueryIndexes' ? ['Query'] : [])),
      indexesOf(name, table.tableArn),
    ),
  ];
}
