import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { keepTablesExported } from './kept-exports.ts';
import type { Stage } from './stage.ts';
import { Tables } from './tables.ts';

/** What outlives deployments. Nothing in here is renamed or replaced: a test pins its logical ids. */
export class StorageStack extends Stack {
  readonly tables: Tables;

  constructor(scope: Construct, id: string, props: StackProps & { stage: Stage }) {
    super(scope, id, props);
    this.tables = new Tables(this, 'Tables', props.stage);
    keepTablesExported(this.tables);
  }
}
