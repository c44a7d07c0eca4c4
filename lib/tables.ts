import {
  AttributeType,
  BillingMode,
  type GlobalSecondaryIndexProps,
  ProjectionType,
  StreamViewType,
  Table,
  TableEncryption,
  type TableProps,
} from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { encryptionOf } from './key.ts';
import { retain } from './removal-policy.ts';
import type { Stage } from './stage.ts';
import { type TableName, tableDefinitions } from './table-definitions.ts';
import { physicalName } from './table-name.ts';

const string = (name: string) => ({ name, type: AttributeType.STRING });

/** Attributes projected into the indexes. A write that changes none of them causes no index write. */
const listedAttributes = [
  'status',
  'amount_minor',
  'currency',
  'method',
  'order_id',
  'trip_id',
  'customer_id',
  'rider_id',
  'driver_id',
  'outcome',
  'refunded_minor',
  'created_at',
  'settled_at',
];

type Projection = Pick<GlobalSecondaryIndexProps, 'projectionType' | 'nonKeyAttributes'>;

/** The service's tables. */
export class Tables extends Construct implements Record<TableName, Table> {
  readonly payments: Table;
  /** Events of payments: each is written once, with the counters that it raises. */
  readonly events: Table;
  readonly orders: Table;
  readonly users: Table;
  /** Derived from the payments stream: counters, markers and lists, no money. */
  readonly projections: Table;
  /** Webhook endpoints and the deliveries of events to them. */
  readonly webhooks: Table;
  private readonly encryption: Pick<TableProps, 'encryption' | 'encryptionKey'>;

  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id);
    this.encryption = tableEncryption(this, stage);
    const listed = { projectionType: ProjectionType.INCLUDE, nonKeyAttributes: listedAttributes };
    this.payments = this.table('Payments', 'payments', stage, { stream: StreamViewType.NEW_AND_OLD_IMAGES }, listed);
    this.orders = this.table('Orders', 'orders', stage);
    this.users = this.table('Users', 'users', stage);
    this.projections = this.table('Projections', 'projections', stage, { timeToLiveAttribute: 'expires_at' });
    this.webhooks = this.table('Webhooks', 'webhooks', stage, { timeToLiveAttribute: 'expires_at' });
    this.events = this.table('Events', 'events', stage, { stream: StreamViewType.NEW_IMAGE });
  }

  private table(
    id: string,
    name: TableName,
    stage: Stage,
    more: Partial<TableProps> = {},
    projection: Projection = {},
  ): Table {
    const table = new Table(this, id, {
      tableName: physicalName(stage.name, name),
      partitionKey: string('id'),
      ...(tableDefinitions[name].hasSortKey ? { sortKey: string('sort') } : {}),
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: stage.kind === 'kept',
      removalPolicy: retain(stage),
      ...this.encryption,
      ...more,
    });
    for (const [indexName, key] of Object.entries(tableDefinitions[name].indexes)) {
      const keys = { partitionKey: string(key), sortKey: string('time_sort') };
      table.addGlobalSecondaryIndex({ indexName, ...keys, ...projection });
    }
    return table;
  }
}

/**
 * A key is taken off by saying so: CloudFormation refuses or ignores a table that lost its SSESpecification. Not said unless asked
 * for, because DynamoDB refuses to take a key off a table that has none ("already encrypted by default"), so that a deployment over
 * a stage without a key might fail. https://github.com/aws/aws-cdk/pull/8450
 */
function tableEncryption(scope: Construct, stage: Stage): Pick<TableProps, 'encryption' | 'encryptionKey'> {
  if (stage.security.takesKeyOff) return { encryption: TableEncryption.DEFAULT };
  if (stage.security.kmsKey === undefined) return {};
  return { encryption: TableEncryption.CUSTOMER_MANAGED, ...encryptionOf(scope, stage) };
}
