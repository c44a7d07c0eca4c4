import { Stack } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';

/**
 * Exports the ids of APIs whether or not a stack imports them at the moment. By default CDK exports only what is
 * imported, and CloudFormation refuses to remove an export while a deployed stack still imports it. So without this, an
 * option that ends an import could not be changed on an existing stage (test/lib/option-changes.soak.test.ts).
 */
export function keepExported(...apis: readonly RestApi[]): void {
  for (const api of apis) Stack.of(api).exportValue(api.restApiId);
}

/** The same for every table in a construct: function permissions, and thus imports, change between versions. */
export function keepTablesExported(tables: Construct): void {
  for (const table of tables.node.children) {
    if (!(table instanceof Table)) continue;
    const stack = Stack.of(table);
    stack.exportValue(table.tableArn);
    stack.exportValue(table.tableName);
    if (table.tableStreamArn !== undefined) stack.exportValue(table.tableStreamArn);
  }
}
