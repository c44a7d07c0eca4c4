import { RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { ApiFunction } from './api-function.ts';
import { addMethods } from './api-methods.ts';
import { type Stub, stubApiName } from './api-name.ts';
import { open, signed } from './auth.ts';
import { keepExported } from './kept-exports.ts';
import { ServiceApi, urlOf } from './service-api.ts';
import type { SharedFunctionProps } from './service-function.ts';
import type { ServiceUrls } from './service-urls.ts';
import { stubRoutes } from './stubs.ts';
import { stubTableName } from './table-name.ts';

export type StubsStackProps = StackProps & Readonly<{ shared: Omit<SharedFunctionProps, 'tables' | 'services'> }>;

/** Low, because two of the routes are open to everybody and only test traffic is expected. */
const limit = { perSecond: 100, burst: 200 } as const;

/** Stubs of the trip service and the notification service, for local and sandbox stages. */
export class StubsStack extends Stack {
  readonly urls: ServiceUrls;

  constructor(scope: Construct, id: string, { shared, ...props }: StubsStackProps) {
    super(scope, id, props);
    const { stage } = shared;
    const notifications = new Table(this, 'Notifications', {
      tableName: stubTableName(stage.name),
      partitionKey: { name: 'id', type: AttributeType.STRING },
      sortKey: { name: 'sort', type: AttributeType.STRING },
      timeToLiveAttribute: 'expires_at',
      billingMode: BillingMode.PAY_PER_REQUEST,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const around = { ...shared, tables: { notifications }, services: {} };
    const isLocal = stage.kind === 'local';
    const api = (id: string, stub: Stub) =>
      new ServiceApi(this, id, { name: stubApiName(stage.name, stub), stage, limit: isLocal ? undefined : limit });
    const apis: Readonly<Record<Stub, RestApi>> = {
      trips: api('Trips', 'trips'),
      notifications: api('NotificationsApi', 'notifications'),
    };
    keepExported(apis.trips, apis.notifications);
    for (const { stub, isOpen, ...route } of stubRoutes) {
      new ApiFunction(this, route, apis[stub], around);
      addMethods(apis[stub], route, { access: isLocal || isOpen ? open : signed, stage });
    }
    this.urls = {
      TRIP_SERVICE_URL: urlOf(apis.trips, stage),
      NOTIFICATION_SERVICE_URL: urlOf(apis.notifications, stage),
    };
  }
}
