import {
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Operation } from '../runtime/operations.ts';
import { type Item, type MarshalledItem, marshalled, unmarshalled } from './item.ts';

/**
 * Sends an operation as the SDK's command, and converts its items both ways. lib-dynamodb's client would do that
 * itself, but refuses `cacheMiddleware`.
 */
export async function sdkCall(client: DynamoDBClient, operation: Operation): Promise<Item> {
  return outputOf(await sent(client, operation));
}

function sent(client: DynamoDBClient, operation: Operation): Promise<Output> {
  const { name, input } = operation;
  // An operation's input has lib-dynamodb's type, which is the command's own with plain values for marshalled ones.
  const commandInput = marshalledInput(input) as never;
  switch (name) {
    case 'DeleteItem':
      return client.send(new DeleteItemCommand(commandInput));
    case 'GetItem':
      return client.send(new GetItemCommand(commandInput));
    case 'PutItem':
      return client.send(new PutItemCommand(commandInput));
    case 'Query':
      return client.send(new QueryCommand(commandInput));
    case 'TransactGetItems':
      return client.send(operation.command(commandInput) as GetItemCommand);
    case 'TransactWriteItems':
      return client.send(new TransactWriteItemsCommand(commandInput));
    case 'UpdateItem':
      return client.send(new UpdateItemCommand(commandInput));
  }
}

/** Members of an input that are items, or have values of one. */
const itemMembers = new Set(['Item', 'Key', 'ExpressionAttributeValues', 'ExclusiveStartKey']);

function marshalledInput(input: object): Item {
  const members = Object.entries(input).map(([name, value]) => {
    if (value !== undefined && itemMembers.has(name)) return [name, marshalled(value)];
    if (name === 'TransactItems') return [name, (value as object[]).map(marshalledWrite)];
    return [name, value];
  });
  return Object.fromEntries(members);
}

/** `{ Put: {…} }` */
const marshalledWrite = (write: object): Item =>
  Object.fromEntries(Object.entries(write).map(([kind, input]) => [kind, marshalledInput(input)]));

/** The members of all commands' outputs that have items. */
type Output = Readonly<{
  $metadata: unknown;
  Item?: MarshalledItem | undefined;
  Attributes?: MarshalledItem | undefined;
  Items?: readonly MarshalledItem[] | undefined;
  LastEvaluatedKey?: MarshalledItem | undefined;
  Responses?: readonly Readonly<{ Item?: MarshalledItem | undefined }>[] | undefined;
}>;

function outputOf({
  $metadata: _metadata,
  Item,
  Attributes,
  Items,
  LastEvaluatedKey,
  Responses,
  ...output
}: Output): Item {
  return {
    ...output,
    ...(Item && { Item: unmarshalled(Item) }),
    ...(Attributes && { Attributes: unmarshalled(Attributes) }),
    ...(Items && { Items: Items.map(unmarshalled) }),
    ...(Responses && { Responses: Responses.map(({ Item: one }) => (one ? { Item: unmarshalled(one) } : {})) }),
    ...(LastEvaluatedKey && { LastEvaluatedKey: unmarshalled(LastEvaluatedKey) }),
  };
}
