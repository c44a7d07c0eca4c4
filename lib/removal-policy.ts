import { RemovalPolicy } from 'aws-cdk-lib';
import type { Stage } from './stage.ts';

/**
 * For logs and backups, which a kept stage keeps when their stack is deleted. A rolled-back creation deletes them, as
 * they are still empty: left behind, their fixed names would make every retry fail with "already exists".
 */
export const keptOnceCreated = ({ kind }: Pick<Stage, 'kind'>): RemovalPolicy =>
  kind === 'kept' ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;

/**
 * For tables, whose deletion protection forbids CloudFormation to delete them after a failed creation as well: with
 * any other policy such a rollback would fail. A retry adopts the empty tables by `--import-existing-resources`.
 */
export const neverDeleted = ({ kind }: Pick<Stage, 'kind'>): RemovalPolicy =>
  kind === 'kept' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
