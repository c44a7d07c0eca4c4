import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';

/** An item with plain values. */
export type Item = Record<string, unknown>;
/** The same as DynamoDB has it, in requests, streams and the errors of failed conditions: `{ "S": "…" }`. */
export type MarshalledItem = Record<string, AttributeValue>;

/**
 * This service stores whole numbers only, and those beyond 2^53 stay exact: an amount of twelve digits with four
 * decimals does not fit a float. Fractions fail instead of being rounded.
 */
const numbers = {
  wrapNumbers(text: string): number | bigint {
    if (!/^-?\d+$/.test(text)) throw new TypeError('an item has a number that is not whole');
    return Number.isSafeInteger(Number(text)) ? Number(text) : BigInt(text);
  },
};

export const unmarshalled = (item: MarshalledItem): Item => unmarshall(item, numbers);

/** Leaves out what is undefined. */
export const marshalled = (item: Item): MarshalledItem => marshall(item, { removeUndefinedValues: true });
