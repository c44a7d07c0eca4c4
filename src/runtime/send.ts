import type {
  DeleteCommandOutput,
  GetCommandOutput,
  PutCommandOutput,
  QueryCommandOutput,
  TransactWriteCommandOutput,
  UpdateCommandOutput,
} from '@aws-sdk/lib-dynamodb';
import type { DeleteItem, GetItem, PutItem, Query, TransactWriteItems, UpdateItem } from './operations.ts';

/** Sends one operation to DynamoDB. Rejects with the SDK's exceptions, or with a TimeoutError. */
export type Send = {
  (operation: GetItem): Promise<Output<GetCommandOutput>>;
  (operation: PutItem): Promise<Output<PutCommandOutput>>;
  (operation: UpdateItem): Promise<Output<UpdateCommandOutput>>;
  (operation: Query): Promise<Output<QueryCommandOutput>>;
  (operation: DeleteItem): Promise<Output<DeleteCommandOutput>>;
  (operation: TransactWriteItems): Promise<Output<TransactWriteCommandOutput>>;
};
type Output<Sdk> = Omit<Sdk, '$metadata'>;

/** Reserved before the time-out of an invocation, so that it can still respond after its last DynamoDB call. */
export const reserveMs = 700;
