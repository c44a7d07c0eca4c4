import type {
  DeleteCommandInput,
  GetCommandInput,
  PutCommandInput,
  QueryCommandInput,
  TransactWriteCommandInput,
  UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';

/** What is asked of DynamoDB; the input has plain values where the wire has typed ones. */
abstract class Asked<Input> {
  /** As DynamoDB calls it. */
  abstract readonly name: string;
  readonly input: Input;

  constructor(input: Input) {
    this.input = input;
  }
}

export class GetItem extends Asked<GetCommandInput> {
  readonly name = 'GetItem';
}

export class PutItem extends Asked<PutCommandInput> {
  readonly name = 'PutItem';
}

export class UpdateItem extends Asked<UpdateCommandInput> {
  readonly name = 'UpdateItem';
}

export class DeleteItem extends Asked<DeleteCommandInput> {
  readonly name = 'DeleteItem';
}

export class Query extends Asked<QueryCommandInput> {
  readonly name = 'Query';
}

export class TransactWriteItems extends Asked<TransactWriteCommandInput> {
  readonly name = 'TransactWriteItems';
}

/** All that this service asks; Scan and BatchWriteItem are not among it, and DeleteItem is for projections. */
export type Operation = GetItem | PutItem | UpdateItem | Query | DeleteItem | TransactWriteItems;
