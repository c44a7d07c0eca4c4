import {
  AttributeType,
  BillingMode,
  ProjectionType,
  StreamViewType,
  Table,
  type TableProps,
} from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { neverDeleted } from './removal-policy.ts';
import type { TableName } from './routes.ts';
import type { Stage } from './stage.ts';
import { physicalName } from './table-name.ts';

const string = (name: string) => ({ name, type: AttributeType.STRING });

/** What a list of payments shows; a write that leaves these alone does not touch the index. */
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

/** Everything that is kept, and survives what is deployed around it. */
export class Tables extends Construct implements Record<TableName, Table> {
  readonly payments: Table;
  readonly orders: Table;
  readonly users: Table;
  /** What is derived from the stream of payments: no money is in it. */
  readonly projections: Table;

  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id);
    this.payments = this.table('Payments', 'payments', stage, {
      stream: StreamViewType.NEW_AND_OLD_IMAGES,
    });
    for (const [indexName, key] of [
      ['by-time', 'time_shard'],
      ['by-trip', 'trip_index'],
    ] as const) {
      this.payments.addGlobalSecondaryIndex({
        indexName,
        partitionKey: string(key),
        sortKey: string('time_sort'),
        projectionType: ProjectionType.INCLUDE,
        nonKeyAttributes: listedAttributes,
      });
    }
    this.orders = this.table('Orders', 'orders', stage);
    this.users = this.table('Users', 'users', stage);
    this.projections = this.table('Projections', 'projections', stage, {
      sortKey: string('sort'),
      timeToLiveAttribute: 'expires_at',
    });
    for (const table of [this.orders, this.users]) {
      table.addGlobalSecondaryIndex({
        indexName: 'by-time',
        partitionKey: string('time_shard'),
        sortKey: string('time_sort'),
      });
    }
  }

  private table(id: string, name: TableName, stage: Stage, more: Partial<TableProps> = {}): Table {
    return new Table(this, id, {
      tableName: physicalName(stage.name, name),
      partitionKey: string('id'),
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: stage.kind === 'kept',
      removalPolicy: neverDeleted(stage),
      ...more,
    });
  }
}
