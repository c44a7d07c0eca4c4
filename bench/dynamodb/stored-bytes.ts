import { type AttributeValue, type DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { tableDefinitions, tableNames } from '../../lib/table-definitions.ts';
import { stageTables } from '../../lib/table-name.ts';
import { stage } from '../subjects/deployed.ts';

type Item = Readonly<Record<string, AttributeValue>>;

/** Bytes that DynamoDB bills for an item besides its attributes: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
const overhead = 100;

/** Billed bytes of all items of the stage, in the tables and in their indexes. */
export async function storedBytesOf(client: DynamoDBClient): Promise<number> {
  let bytes = 0;
  for (const name of tableNames) {
    for (const IndexName of [undefined, ...Object.keys(tableDefinitions[name].indexes)]) {
      const input = { TableName: stageTables(stage)[name], ...(IndexName !== undefined && { IndexName }) };
      for await (const { Items = [] } of paginateScan({ client }, input)) {
        for (const item of Items) bytes += itemBytes(item) + overhead;
      }
    }
  }
  return bytes;
}

/** Bytes of an item by the rules of DynamoDB. */
export const itemBytes = (item: Item): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value), 0);

function valueBytes({ S, N, B, M, L, SS }: AttributeValue): number {
  if (S !== undefined) return Buffer.byteLength(S);
  // About one byte for two significant digits, and one more.
  if (N !== undefined) return Math.ceil(N.replace(/\D/g, '').length / 2) + 1;
  if (B !== undefined) return B.length;
  if (SS !== undefined) return SS.reduce((sum, each) => sum + Buffer.byteLength(each), 0);
  if (M !== undefined) return 3 + itemBytes(M) + Object.keys(M).length;
  if (L !== undefined) return 3 + L.reduce((sum, each) => sum + valueBytes(each) + 1, 0);
  return 1;
}
