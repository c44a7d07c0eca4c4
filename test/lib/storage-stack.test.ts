import { describe, expect, it } from 'vitest';
import { type TableName, tableNames } from '../../lib/table-definitions.ts';
import { ListedItem } from '../../src/store/listed-payment.ts';
import { facesOf } from '../support/faces.ts';
import { services, servicesOf, templatesFor } from '../support/synth.ts';

/** If one of these changes, CloudFormation replaces the table with an empty one. */
const pinnedIds: Readonly<Record<TableName, string>> = {
  events: 'TablesEventsE8DD42EA',
  payments: 'TablesPayments3BE89793',
  orders: 'TablesOrdersACF7C9C0',
  users: 'TablesUsersBA34CAA2',
  projections: 'TablesProjectionsA60DCB25',
  webhooks: 'TablesWebhooks9E9DC764',
};

describe('the storage stack', () => {
  const protectionByStage = [
    ['production', true, 'Retain'],
    ['staging', true, 'Retain'],
    ['sandbox', false, 'Delete'],
    ['sandbox-anna', false, 'Delete'],
  ] as const;
  it.each(facesOf(protectionByStage, ['production', 'sandbox']))(
    'in stage %s tables have deletion protection %s and deletion policy %s',
    async (stage, protectedFromDeletion, onDeletion) => {
      const { storage } = await templatesFor({ stage, ...servicesOf(stage) });
      const tables = Object.values(storage.findResources('AWS::DynamoDB::Table'));
      expect(tables).toHaveLength(tableNames.length);
      for (const table of tables) {
        expect(table).toMatchObject({
          DeletionPolicy: onDeletion,
          UpdateReplacePolicy: onDeletion,
          Properties: {
            BillingMode: 'PAY_PER_REQUEST',
            DeletionProtectionEnabled: protectedFromDeletion,
            PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          },
        });
      }
      const expiring = tables.filter(({ Properties }) => Properties.TimeToLiveSpecification !== undefined);
      const expected = ['projections', 'webhooks'].map((name) => `payment-service-${stage}-${name}`);
      expect(expiring.map(({ Properties }) => Properties.TableName)).toEqual(expected);
    },
  );

  it('the logical ids of tables never change', async () => {
    const { storage } = await templatesFor({ stage: 'production', ...services });
    const ids = Object.entries(storage.findResources('AWS::DynamoDB::Table')).map(([id, { Properties }]) => [
      String(Properties.TableName).replace('payment-service-production-', ''),
      id,
    ]);
    expect(Object.fromEntries(ids)).toEqual(pinnedIds);
  });

  it('the payments table streams old and new images', async () => {
    const { storage } = await templatesFor({ stage: 'sandbox' });
    storage.hasResourceProperties('AWS::DynamoDB::Table', {
      TableName: 'payment-service-sandbox-payments',
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
    });
  });

  it('the events table streams new images, because events never change', async () => {
    const { storage } = await templatesFor({ stage: 'sandbox' });
    storage.hasResourceProperties('AWS::DynamoDB::Table', {
      TableName: 'payment-service-sandbox-events',
      StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
      KeySchema: [
        { AttributeName: 'id', KeyType: 'HASH' },
        { AttributeName: 'sort', KeyType: 'RANGE' },
      ],
    });
  });

  it('the indexes of payments project exactly the attributes that lists read', async () => {
    const { storage } = await templatesFor({ stage: 'sandbox' });
    const tables = Object.values(storage.findResources('AWS::DynamoDB::Table'));
    const payments = tables.find(({ Properties }) => Properties.TableName.endsWith('-payments'));
    const projections = payments?.Properties.GlobalSecondaryIndexes.map(
      (index: { Projection: { NonKeyAttributes: string[] } }) => new Set(['id', ...index.Projection.NonKeyAttributes]),
    );
    const read = new Set(Object.keys(ListedItem.shape));
    expect(projections).toEqual([read, read]);
  });

  it('the storage stack has only tables', async () => {
    const { storage } = await templatesFor({ stage: 'sandbox' });
    const types = Object.values(storage.toJSON().Resources as Record<string, { Type: string }>).map(({ Type }) => Type);
    expect(new Set(types)).toEqual(new Set(['AWS::DynamoDB::Table']));
  });
});

describe('a stage', () => {
  it.each([
    [{ stage: 'Prod!' }, 'stage "Prod!" must be lower-case'],
    [{ stage: 'sandbox', indexShards: 'many' }, 'indexShards must be a whole number from 1 to 64'],
    [{ stage: 'sandbox', indexShards: '0' }, 'indexShards must be a whole number from 1 to 64'],
    [{ stage: 'sandbox', counterShards: '65' }, 'counterShards must be a whole number from 1 to 64'],
    [{ stage: 'sandbox', onePaymentPerOrder: 'yes' }, 'onePaymentPerOrder "yes" must be on or off'],
    [{ stage: 'sandbox', strictOrders: 'maybe' }, 'strictOrders "maybe" must be on or off'],
    [{ Stage: 'production' }, 'there is no option Stage; did you mean stage?'],
    [{ stage: 'sandbox', logLevel: 'LOUD' }, 'logLevel "LOUD" must be one of TRACE, DEBUG'],
    [
      { stage: 'production', logLevel: 'warn' },
      'logLevel "warn" would drop the metrics that the alarms of this stage need',
    ],
    [{ stage: 'sandbox', rateLimit: '0' }, 'rateLimit must be a whole number of at least 1'],
    [{ stage: 'sandbox', rateBurst: 'much' }, 'rateBurst must be a whole number of at least 1'],
    [{ stage: 'sandbox', tripServiceUrl: 'trips:8081' }, 'tripServiceUrl must begin with https:// or http://'],
    // The functions refuse these as well, when they start.
    [
      { ...services, stage: 'production', tripServiceUrl: 'http://trips.example.com' },
      'tripServiceUrl must begin with https://: cdk deploy -c tripServiceUrl=https://trips.example.com',
    ],
    [
      { ...services, stage: 'production', notificationServiceUrl: 'https://me:secret@n.example.com' },
      'notificationServiceUrl must not hold credentials',
    ],
    [{ stage: 'sandbox', tripServiceUrl: 'https://t.example.com/?key=1' }, 'tripServiceUrl must not hold a query'],
    [{ stage: 'production' }, 'would take no money, because its processor is the simulated one'],
    [
      { stage: 'production', allowSimulatedProcessor: 'true' },
      'no stub for TRIP_SERVICE_URL, so it needs an address: cdk deploy -c tripServiceUrl=https://',
    ],
    [{ ...services, stage: 'staging', notificationServiceUrl: undefined }, '-c notificationServiceUrl=https://'],
  ])('stage context %j is refused with the reason "%s"', async (context, reason) => {
    await expect(templatesFor(context)).rejects.toThrow(reason);
  });

  it('the default stage is sandbox', async () => {
    const { storage } = await templatesFor({});
    storage.hasResourceProperties('AWS::DynamoDB::Table', { TableName: 'payment-service-sandbox-payments' });
  });
});
