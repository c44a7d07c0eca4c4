import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { keepTablesExported } from './kept-exports.ts';
import type { Stage } from './stage.ts';
import { Tables } from './tables.ts';

/** Tables that outlive deployments. A changed logical id would replace a table, so a test pins them. */
export class StorageStack extends Stack {
  readonly tables: Tables;

  constructor(scope: Construct, id: string, props: StackProps & { stage: Stage }) {
    super(scope, id, props);
    this.tables = new Tables(this, 'Tables', props.stage);
    keepTablesExported(this.tables);
  }
}
