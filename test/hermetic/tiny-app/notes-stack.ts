import { type App, Stack } from 'aws-cdk-lib';
import { LambdaIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { AttributeType, StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Code, Function as LambdaFunction, Runtime, StartingPosition } from 'aws-cdk-lib/aws-lambda';

export const functionNames = ['notes', 'measure'] as const;
type FunctionName = (typeof functionNames)[number];

/** One table, one route and one stream worker; `assets` holds the code of each function. */
export function notesStack(app: App, assets: Readonly<Record<FunctionName, string>>): void {
  const stack = new Stack(app, 'notes');
  const table = new Table(stack, 'Table', {
    partitionKey: { name: 'id', type: AttributeType.STRING },
    stream: StreamViewType.NEW_IMAGE,
  });
  const [notes, measure] = functionNames.map((name) => {
    const made = new LambdaFunction(stack, name, {
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromAsset(assets[name]),
      memorySize: 256,
      environment: { TABLE: table.tableName },
    });
    table.grantReadWriteData(made);
    return made;
  }) as [LambdaFunction, LambdaFunction];
  measure.addEventSourceMapping('Stream', {
    eventSourceArn: String(table.tableStreamArn),
    startingPosition: StartingPosition.TRIM_HORIZON,
  });
  table.grantStreamRead(measure);
  const api = new RestApi(stack, 'Api', { restApiName: 'notes' });
  api.root.addResource('notes').addResource('{id}').addMethod('ANY', new LambdaIntegration(notes));
}
