import { Aws, Duration } from 'aws-cdk-lib';
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
import { functionName } from './function-name.ts';
import { processorRights, processorVariables } from './processor-options.ts';
import { keptOnceCreated } from './removal-policy.ts';
import { type Rights, statementsFor } from './rights.ts';
import type { Service } from './routes.ts';
import type { ServiceUrls } from './services.ts';
import type { Stage } from './stage.ts';

/** What all functions of a stack have in common. */
export type Surroundings = Readonly<{
  stage: Stage;
  /** By the names that rights are given for. */
  tables: Readonly<Record<string, Table>>;
  services: Partial<ServiceUrls>;
  /** Folders of code, by function. */
  bundles: Readonly<Record<string, string>>;
  version: string;
}>;

export type FunctionProps = Readonly<{
  name: string;
  description: string;
  /** The function's whole rights, besides writing its own log. */
  may: Rights;
  calls?: readonly Service[] | undefined;
  /** It is told what the stage's processor is, and may read its key. */
  asksProcessor?: true | undefined;
  timeoutSeconds?: number;
}>;

/** One function whole: its code, its log, no more rights than it asks for, and the environment that goes with them. */
export class ServiceFunction extends Construct {
  readonly role: Role;
  readonly lambda: Lambda;

  constructor(scope: Construct, props: FunctionProps, surroundings: Surroundings) {
    const { name, description, timeoutSeconds = 10 } = props;
    super(scope, name);
    const { stage, bundles } = surroundings;
    const nameInAccount = functionName(stage.name, name);
    const logGroup = new LogGroup(this, 'Log', {
      logGroupName: `/aws/lambda/${nameInAccount}`,
      retention: stage.kind === 'kept' ? RetentionDays.ONE_YEAR : RetentionDays.ONE_WEEK,
      removalPolicy: keptOnceCreated(stage),
    });
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.role.addToPolicy(
      new PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    );
    const bundle = bundles[name];
    if (bundle === undefined) throw new Error(`no bundle was made for ${name}`);
    this.lambda = new Lambda(this, 'Function', {
      functionName: nameInAccount,
      description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 512,
      timeout: Duration.seconds(timeoutSeconds),
      code: Code.fromAsset(bundle),
      handler: 'index.handler',
      role: this.role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: stage.logLevel as ApplicationLogLevel,
      systemLogLevelV2: SystemLogLevel.WARN,
      environment: {
        POWERTOOLS_SERVICE_NAME: 'payment-service',
        STAGE: stage.name,
        URL_SUFFIX: Aws.URL_SUFFIX,
        SERVICE_VERSION: surroundings.version,
        INDEX_SHARDS: String(stage.indexShards),
        PROCESSOR_TRIGGERS: stage.kind === 'kept' ? 'off' : 'on',
        STRICT_ORDERS: stage.strictOrders ? 'on' : 'off',
        ONE_PAYMENT_PER_ORDER: stage.onePaymentPerOrder ? 'on' : 'off',
      },
    });
    this.#grant(props, surroundings);
  }

  /** Each right comes with the name of its table, and each service that is called with its address. */
  #grant({ name, may, calls = [], asksProcessor }: FunctionProps, { stage, tables, services }: Surroundings): void {
    for (const [tableName, actions = []] of Object.entries(may)) {
      const table = tables[tableName];
      if (table === undefined) throw new Error(`${name} may use ${tableName}, which is no table of its stack`);
      for (const statement of statementsFor(tableName, table, actions)) this.role.addToPolicy(statement);
      this.lambda.addEnvironment(`${tableName.toUpperCase()}_TABLE`, table.tableName);
    }
    for (const service of calls) {
      const url = services[service];
      if (url === undefined) throw new Error(`${name} calls ${service}, whose address its stack does not know`);
      this.lambda.addEnvironment(service, url);
    }
    if (!asksProcessor) return;
    for (const statement of processorRights(this, stage.processor)) this.role.addToPolicy(statement);
    for (const [variable, value] of Object.entries(processorVariables(stage.processor))) {
      this.lambda.addEnvironment(variable, value);
    }
  }
}
