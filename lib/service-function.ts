import { Duration } from 'aws-cdk-lib';
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
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { eventBusPermission } from './event-bus.ts';
import { environmentOf, tableOf } from './function-environment.ts';
import { functionName } from './function-name.ts';
import { encryptionOf, keyPermissions } from './key.ts';
import { processorPermissions } from './processor-permissions.ts';
import { retainExceptOnCreate } from './removal-policy.ts';
import type { ServiceVariable } from './routes.ts';
import type { ServiceUrls } from './service-urls.ts';
import type { Stage } from './stage.ts';
import { statementsFor, type TablePermissions } from './table-permissions.ts';
import { traceFunction } from './tracing-options.ts';

/** Properties that all functions of a stack share. */
export type SharedFunctionProps = Readonly<{
  stage: Stage;
  /** By the names that `may` uses. */
  tables: Readonly<Record<string, Table>>;
  services: Partial<ServiceUrls>;
  /** Code folders by function name. */
  bundles: Readonly<Record<string, string>>;
  version: string;
}>;

export type FunctionProps = Readonly<{
  name: string;
  description: string;
  /** All permissions of the function, besides writing its log. */
  may: TablePermissions;
  calls?: readonly ServiceVariable[] | undefined;
  /** Gets the processor's settings in its environment, and permission to read its API key. */
  asksProcessor?: true | undefined;
  /** Gets the name of the stage's event bus, and permission to put events on it, if the stage has one. */
  putsEvents?: true | undefined;
  /** Gets that name, and nothing else. */
  schedulesDeliveries?: true | undefined;
  timeoutSeconds?: number;
  memoryMib?: number | undefined;
  /** Executions that Lambda keeps free for it, and the most that it may have. */
  reservedExecutions?: number | undefined;
}>;

/** A Lambda function with its log group, a role with least privilege, and its environment. */
export class ServiceFunction extends Construct {
  readonly role: Role;
  readonly lambda: Lambda;

  constructor(scope: Construct, props: FunctionProps, shared: SharedFunctionProps) {
    const { name, description, timeoutSeconds = 10, memoryMib = 512, reservedExecutions } = props;
    super(scope, name);
    const { stage, bundles } = shared;
    const nameInAccount = functionName(stage.name, name);
    const logGroup = new LogGroup(this, 'Log', {
      logGroupName: `/aws/lambda/${nameInAccount}`,
      retention: stage.logRetention,
      ...encryptionOf(this, stage),
      removalPolicy: retainExceptOnCreate(stage),
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
      memorySize: memoryMib,
      ...(reservedExecutions !== undefined && { reservedConcurrentExecutions: reservedExecutions }),
      timeout: Duration.seconds(timeoutSeconds),
      code: Code.fromAsset(bundle),
      handler: 'index.handler',
      role: this.role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: stage.logLevel as ApplicationLogLevel,
      systemLogLevelV2: SystemLogLevel.WARN,
      environment: environmentOf(props, shared),
    });
    this.#grant(props, shared);
    if (stage.isTraced) traceFunction(this);
  }

  /** Grants the permissions for tables, bus and processors. */
  #grant({ name, may, asksProcessor, putsEvents }: FunctionProps, { stage, tables }: SharedFunctionProps): void {
    for (const [tableName, actions = []] of Object.entries(may)) {
      this.#addToPolicy(statementsFor(tableName, tableOf(name, tableName, tables), actions));
    }
    if (Object.keys(may).length > 0) this.#addToPolicy(keyPermissions(this, stage, 'dynamodb'));
    if (putsEvents && stage.eventBus !== undefined) {
      this.role.addToPolicy(eventBusPermission(this, stage.eventBus));
    }
    if (!asksProcessor) return;
    this.#addToPolicy(processorPermissions(this, stage.processor));
    if (stage.processor.providers.length > 0) this.#addToPolicy(keyPermissions(this, stage, 'secretsmanager'));
  }

  #addToPolicy(statements: readonly PolicyStatement[]): void {
    for (const statement of statements) this.role.addToPolicy(statement);
  }
}
