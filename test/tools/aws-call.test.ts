import { describe, expect, it } from 'vitest';
import { dynamoCalls } from '../../tools/recorder/aws-call.ts';

const callsOf = (operation: string, body: unknown) =>
  dynamoCalls('f', `DynamoDB_20120810.${operation}`, JSON.stringify(body)).map((call) =>
    'table' in call ? [call.action, call.table, call.index] : call,
  );

describe('a recorded request to DynamoDB', () => {
  it.each([
    ['GetItem', { TableName: 'a' }, [['dynamodb:GetItem', 'a', undefined]]],
    ['Query', { TableName: 'a', IndexName: 'by-time' }, [['dynamodb:Query', 'a', 'by-time']]],
    [
      'BatchGetItem',
      { RequestItems: { a: {}, b: {} } },
      [
        ['dynamodb:BatchGetItem', 'a', undefined],
        ['dynamodb:BatchGetItem', 'b', undefined],
      ],
    ],
    [
      'TransactWriteItems',
      {
        TransactItems: [
          { Put: { TableName: 'a' } },
          { Update: { TableName: 'a' } },
          { Delete: { TableName: 'b' } },
          { ConditionCheck: { TableName: 'b' } },
        ],
      },
      [
        ['dynamodb:PutItem', 'a', undefined],
        ['dynamodb:UpdateItem', 'a', undefined],
        ['dynamodb:DeleteItem', 'b', undefined],
        ['dynamodb:ConditionCheckItem', 'b', undefined],
      ],
    ],
    ['ListTables', {}, [['dynamodb:ListTables', '*', undefined]]],
  ])('%s needs the rights of its parts', (operation, body, expected) => {
    expect(callsOf(operation, body)).toEqual(expected);
  });
});
