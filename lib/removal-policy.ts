import { RemovalPolicy } from 'aws-cdk-lib';
import type { Stage } from './stage.ts';

/**
 * For logs and backups, which a kept stage retains when their stack is deleted. A rolled-back creation deletes them,
 * because they are still empty and their fixed names would make every retry fail with "already exists".
 */
export const retainExceptOnCreate = ({ kind }: Pick<Stage, 'kind'>): RemovalPolicy =>
  kind === 'kept' ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;

/**
 * For tables. Deletion protection also prevents CloudFormation from deleting them after a failed creation, so with any
 * other policy the rollback would fail. A retry by `npm run deploy` adopts the empty tables.
 */
export const retain = ({ kind }: Pick<Stage, 'kind'>): RemovalPolicy =>
  kind === 'kept' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
