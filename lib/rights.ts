import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { TableAction } from './routes.ts';
import { tableDefinitions, tableNames } from './table-definitions.ts';

/** What a function may do, by table. */
export type Rights = Readonly<Partial<Record<string, readonly TableAction[]>>>;

/** The indexes of a table; a stub's table has none, like others that are queried themselves. */
function indexesOf(name: string): readonly string[] {
  const table = tableNames.find((known) => known === name);
  return table === undefined ? [] : Object.keys(tableDefinitions[table].indexes);
}

/**
 * No condition keys: a write of a payment is safe by its ConditionExpression, which IAM does not see. LeadingKeys knows
 * no prefix that would part payments from each other, Attributes says nothing of how they change, and
 * EnclosingOperation is for transactions. So types and test/store/conditional-writes.test.ts ask for the condition.
 * Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
 *
 * Queries go to the indexes and everything else to the table, so neither right reaches further than its use. */
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
