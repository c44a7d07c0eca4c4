import type {
  DeleteCommandInput,
  GetCommandInput,
  PutCommandInput,
  QueryCommandInput,
  TransactGetCommandInput,
  TransactWriteCommandInput,
  UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';

/** A DynamoDB operation. Its input has plain JavaScript values; the store converts them to DynamoDB's typed JSON. */
abstract class DynamoOperation<Input> {
  abstract readonly name: string;
  readonly input: Input;

  constructor(input: Input) {
    this.input = input;
  }
}

export class GetItem extends DynamoOperation<GetCommandInput> {
  readonly name = 'GetItem';
}

export class PutItem extends DynamoOperation<PutCommandInput> {
  readonly name = 'PutItem';
}

export class UpdateItem extends DynamoOperation<UpdateCommandInput> {
  readonly name = 'UpdateItem';
}

export class DeleteItem extends DynamoOperation<DeleteCommandInput> {
  readonly name = 'DeleteItem';
}

export class Query extends DynamoOperation<QueryCommandInput> {
  readonly name = 'Query';
}

/** Brings its own command: only functions that send one have its code in their bundles. */
export class TransactGetItems extends DynamoOperation<TransactGetCommandInput> {
  readonly name = 'TransactGetItems';
  readonly command: (input: never) => object;

  constructor(input: TransactGetCommandInput, command: (input: never) => object) {
    super(input);
    this.command = command;
  }
}

export class TransactWriteItems extends DynamoOperation<TransactWriteCommandInput> {
  readonly name = 'TransactWriteItems';
}

/** All operations that the service uses. There is no Scan or BatchWriteItem, and DeleteItem is only for projections. */
export type Operation = GetItem | PutItem | UpdateItem | Query | DeleteItem | TransactGetItems | TransactWriteItems;
