import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';

export type Item = Record<string, unknown>;
export type WireItem = Record<string, AttributeValue>;

/**
 * This service keeps whole numbers, and those past 2^53 stay exact: twelve digits of an amount with four of its fraction
 * do not fit a float. It keeps no binary values; these are not understood here.
 */
const numbers = {
  wrapNumbers(text: string): number | bigint {
    if (!/^-?\d+$/.test(text)) throw new TypeError('an item has a number that is not whole');
    return Number.isSafeInteger(Number(text)) ? Number(text) : BigInt(text);
  },
};

/** An item as the wire has it: in a stream, in an answer, or in the error of a failed condition. */
export const itemOfWire = (item: WireItem): Item => unmarshall(item, numbers);

/** Where the input of an operation has an item, or values of one. */
const valuesOf = new Set(['Item', 'Key', 'ExpressionAttributeValues', 'ExclusiveStartKey']);

/** An operation's input as DynamoDB reads it: JSON with typed values. What is undefined is left out. */
export const wireOfInput = (input: object): string => JSON.stringify(typed(input));

function typed(input: object): Item {
  const members = Object.entries(input).map(([name, value]) => {
    if (value !== undefined && valuesOf.has(name)) return [name, marshall(value, { removeUndefinedValues: true })];
    if (name === 'TransactItems') return [name, (value as object[]).map(writeOf)];
    return [name, value];
  });
  return Object.fromEntries(members);
}

/** `{ Put: {…} }` */
const writeOf = (write: object): Item =>
  Object.fromEntries(Object.entries(write).map(([kind, input]) => [kind, typed(input)]));

/** An operation's output with plain values. */
export function outputOfWire(body: string): Item {
  const { Item, Attributes, Items, LastEvaluatedKey, ...output } = JSON.parse(body) as Readonly<{
    Item?: WireItem;
    Attributes?: WireItem;
    Items?: readonly WireItem[];
    LastEvaluatedKey?: WireItem;
  }>;
  return {
    ...output,
    ...(Item && { Item: itemOfWire(Item) }),
    ...(Attributes && { Attributes: itemOfWire(Attributes) }),
    ...(Items && { Items: Items.map(itemOfWire) }),
    ...(LastEvaluatedKey && { LastEvaluatedKey: itemOfWire(LastEvaluatedKey) }),
  };
}
