/** A call to AWS: its IAM action and its resource. */
export type AwsCall = Readonly<{ functionName: string; action: string }> &
  (
    | Readonly<{ table: string; index?: string }>
    /** A request to an API; `path` is without the stage. */
    | Readonly<{ method: string; path: string }>
  );

type Body = Readonly<{
  TableName?: string;
  IndexName?: string;
  RequestItems?: Readonly<Record<string, unknown>>;
  TransactItems?: readonly Readonly<Record<string, Readonly<{ TableName: string }>>>[];
}>;

/** IAM has no action for transactions: each part needs the permission of its own operation. */
const partActions: Readonly<Record<string, string>> = {
  Get: 'GetItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
};

/** The calls in one request to DynamoDB; `target` is its header X-Amz-Target. */
export function dynamoCalls(functionName: string, target: string, body: string): readonly AwsCall[] {
  const operation = target.split('.').at(-1) ?? '';
  const { TableName, IndexName, RequestItems, TransactItems } = JSON.parse(body || '{}') as Body;
  const call = (name: string, table: string, index?: string): AwsCall => ({
    functionName,
    action: `dynamodb:${name}`,
    table,
    ...(index !== undefined && { index }),
  });
  if (TransactItems !== undefined) {
    return TransactItems.flatMap((item) =>
      Object.entries(item).map(([part, { TableName: table }]) => call(partActions[part] ?? part, table)),
    );
  }
  if (RequestItems !== undefined) return Object.keys(RequestItems).map((table) => call(operation, table));
  return [call(operation, TableName ?? '*', IndexName)];
}
