import { Stack } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';

/**
 * Exports what other stacks may import, whether one does today or not. CDK exports only what is imported now, and
 * CloudFormation refuses to remove an export while a deployed stack still imports it: without this, an option that
 * ends the import could not be changed on an existing stage (test/lib/option-changes.test.ts).
 */
export function keepExported(...apis: readonly RestApi[]): void {
  for (const api of apis) Stack.of(api).exportValue(api.restApiId);
}

/** The same for every table in a construct: rights, and so imports, change from version to version. */
export function keepTablesExported(tables: Construct): void {
  for (const table of tables.node.children) {
    if (!(table instanceof Table)) continue;
    const stack = Stack.of(table);
    stack.exportValue(table.tableArn);
    stack.exportValue(table.tableName);
    if (table.tableStreamArn !== undefined) stack.exportValue(table.tableStreamArn);
  }
}
