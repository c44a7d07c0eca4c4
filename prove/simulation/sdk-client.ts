import { DeleteItemCommand, GetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { DeleteItem, GetItem, PutItem, UpdateItem } from '../../src/runtime/operations.ts';
import type { MarshalledItem } from '../../src/store/item.ts';
import type { Network } from './network.ts';
import type { SimulatedItem } from './operands.ts';
import { itemOfWire, wireOf } from './wire.ts';

type Command = PutItemCommand | GetItemCommand | UpdateItemCommand | DeleteItemCommand;

/** Stands in for the SDK's client in Powertools' own store of records, over the simulator's network. */
export const sdkClient = ({ send }: ReturnType<Network['clientOf']>) => ({
  config: { serviceId: 'DynamoDB' },
  middlewareStack: { identify: () => [], addRelativeTo: () => undefined },
  send: async (command: Command): Promise<object> => {
    const { Item, ...output } = (await send(operationOf(command))) as { Item?: SimulatedItem };
    return { ...output, ...(Item && { Item: wireOf(Item) }) };
  },
});

function operationOf(command: Command): PutItem | GetItem | UpdateItem | DeleteItem {
  const values = ['Key', 'Item', 'ExpressionAttributeValues'];
  const input = Object.fromEntries(
    Object.entries(command.input).map(([name, value]) => [
      name,
      values.includes(name) && value ? itemOfWire(value as MarshalledItem) : value,
    ]),
  ) as never;
  if (command instanceof PutItemCommand) return new PutItem(input);
  if (command instanceof UpdateItemCommand) return new UpdateItem(input);
  if (command instanceof DeleteItemCommand) return new DeleteItem(input);
  if (command instanceof GetItemCommand) return new GetItem(input);
  throw new TypeError('a command that is not understood');
}
