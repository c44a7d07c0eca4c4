import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { AuthorizationType, LambdaIntegration, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  type ApplicationLogLevel,
  Architecture,
  Code,
  Function as Lambda,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Route, TableAction, TableName } from './routes.ts';
import type { Stage } from './stage.ts';

export type EndpointProps = Readonly<{
  route: Route;
  stage: Stage;
  api: RestApi;
  tables: Record<TableName, Table>;
  /** Folder of the route's bundle. */
  bundle: string;
  version: string;
}>;

/** One route whole: its function, its log, no more rights than its line asks for, and its methods. */
export class Endpoint extends Construct {
  constructor(scope: Construct, { route, stage, api, tables, bundle, version }: EndpointProps) {
    super(scope, route.name);
    const functionName = `payment-service-${stage.name}-${route.name}`;
    const logGroup = new LogGroup(this, 'Log', {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: stage.kind === 'kept' ? RetentionDays.ONE_YEAR : RetentionDays.ONE_WEEK,
      removalPolicy: stage.kind === 'kept' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    );
    const environment: Record<string, string> = {
      POWERTOOLS_SERVICE_NAME: 'payment-service',
      SERVICE_VERSION: version,
      INDEX_SHARDS: String(stage.indexShards),
      PROCESSOR_TRIGGERS: stage.kind === 'kept' ? 'off' : 'on',
      STRICT_ORDERS: stage.strictOrders ? 'on' : 'off',
    };
    for (const [name, actions] of Object.entries(route.may) as [TableName, TableAction[]][]) {
      environment[`${name.toUpperCase()}_TABLE`] = tables[name].tableName;
      for (const statement of statementsFor(tables[name], actions)) role.addToPolicy(statement);
    }

    const handler = new Lambda(this, 'Function', {
      functionName,
      description: `${route.method} ${route.paths.join(', ')}`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 512,
      timeout: Duration.seconds(10),
      code: Code.fromAsset(bundle),
      handler: 'index.handler',
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: stage.logLevel as ApplicationLogLevel,
      systemLogLevelV2: SystemLogLevel.WARN,
      environment,
    });

    for (const path of route.paths) {
      api.root
        .resourceForPath(path)
        .addMethod(route.method, new LambdaIntegration(handler, { allowTestInvoke: false }), {
          authorizationType: stage.kind === 'local' ? AuthorizationType.NONE : AuthorizationType.IAM,
        });
    }
  }
}

/** Queries go to an index and everything else to the table, so neither right reaches further than its use. */
function statementsFor(table: Table, actions: readonly TableAction[]): PolicyStatement[] {
  const queries = actions.filter((action) => action === 'Query');
  const items = actions.filter((action) => action !== 'Query');
  const allow = (granted: readonly TableAction[], resource: string) =>
    granted.length === 0
      ? []
      : [
          new PolicyStatement({
            actions: granted.map((action) => `dynamodb:${action}`),
            resources: [resource],
          }),
        ];
  return [...allow(items, table.tableArn), ...allow(queries, `${table.tableArn}/index/by-time`)];
}
