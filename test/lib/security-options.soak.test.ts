import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { isOpen, methodsOf, routes, routesOf } from '../../lib/routes.ts';
import { workers } from '../../lib/workers.ts';
import { apiFunctionsOf } from '../support/api-functions.ts';
import { statementsOf, typesOf } from '../support/function-in-template.ts';
import { services, servicesOf, type Templates, templatesFor } from '../support/synth.ts';

const operations = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'operations.md'), 'utf8');
const kmsKey = 'arn:aws:kms:eu-west-1:123456789012:key/11111111-2222-3333-4444-555555555555';
const certificateArn = 'arn:aws:acm:eu-west-1:123456789012:certificate/11111111-2222-3333-4444-555555555555';
const copyVault = 'arn:aws:backup:eu-west-1:210987654321:backup-vault:payments';
const stripe = { processor: 'stripe', stripeSecretName: 'payments/stripe' };

const everyOption = {
  permissionsBoundary: 'company-boundary',
  kmsKey,
  domainName: 'payments.example.com',
  certificateArn,
  waf: 'managed',
  logRetention: '731',
  alarmEmail: 'alarms@example.com',
  backup: 'daily',
  ...stripe,
};

const propertiesOf = (template: Template | undefined, type: string): readonly Readonly<Record<string, unknown>>[] =>
  Object.values(template?.findResources(type) ?? {}).map(({ Properties }) => Properties);
const all = (templates: Templates, type: string) =>
  Object.values(templates).flatMap((template) => propertiesOf(template, type));

const textOf = (templates: readonly (Template | undefined)[]): string =>
  JSON.stringify(templates.map((template) => template?.toJSON()));

let plain: Templates;
let secured: Templates;
beforeAll(async () => {
  plain = await templatesFor({ stage: 'sandbox', ...stripe });
  secured = await templatesFor({ stage: 'sandbox', ...everyOption });
});

describe('security options', () => {
  it('without security options, a stage has no boundary, key, firewall, domain or endpoint policy', () => {
    expect(textOf(Object.values(plain))).not.toMatch(
      /PermissionsBoundary|KmsKey|KMSMaster|WAFv2|DomainName|SourceVpce|kms:/,
    );
  });

  it('permissionsBoundary bounds every role of every stack', () => {
    const boundaries = all(secured, 'AWS::IAM::Role').map(({ PermissionsBoundary }) =>
      JSON.stringify(PermissionsBoundary),
    );
    expect(boundaries.length).toBeGreaterThan(60);
    expect(boundaries.filter((each) => !each?.includes(':policy/company-boundary'))).toEqual([]);
  });

  it('permissionsBoundary may be an ARN', async () => {
    const arn = 'arn:aws:iam::123456789012:policy/company/boundary';
    const { workers: made } = await templatesFor({ stage: 'sandbox', permissionsBoundary: arn });
    made.allResourcesProperties('AWS::IAM::Role', { PermissionsBoundary: arn });
  });

  it('kmsKey encrypts every table, log group and topic', () => {
    const { storage, observability } = secured;
    storage.allResourcesProperties('AWS::DynamoDB::Table', {
      SSESpecification: { KMSMasterKeyId: kmsKey, SSEEnabled: true, SSEType: 'KMS' },
    });
    observability?.allResourcesProperties('AWS::SNS::Topic', { KmsMasterKeyId: kmsKey });
    const groups = all(secured, 'AWS::Logs::LogGroup');
    expect(groups.filter(({ KmsKeyId }) => KmsKeyId !== kmsKey)).toEqual([]);
  });

  // CloudFormation may refuse or ignore a table whose template lost its SSESpecification, and DynamoDB refuses to take a key off a
  // table that has none.
  it.each([
    ['without kmsKey says nothing', {}, undefined],
    ['with kmsKey=off takes a key off', { kmsKey: 'off' }, { SSEEnabled: false }],
  ])('the template of tables %s', async (_, option, expected) => {
    const { storage, observability, ...others } = await templatesFor({ stage: 'sandbox', ...stripe, ...option });
    const tables = propertiesOf(storage, 'AWS::DynamoDB::Table');
    expect(tables.map(({ SSESpecification }) => SSESpecification)).toEqual(tables.map(() => expected));
    expect(textOf([observability, ...Object.values(others)])).not.toMatch(/KmsKeyId|KmsMasterKeyId|kms:/);
  });

  it.each([...routes, ...workers])(
    'with kmsKey, function $name may use the key through the services that it uses, and in no other way',
    ({ name, may, asksProcessor }) => {
      const template = routes.some((route) => route.name === name) ? apiFunctionsOf(secured) : secured.workers;
      const granted = statementsOf(template, name).filter(({ Action }) => [Action].flat().join().includes('kms:'));
      const through = granted.map((statement) => JSON.stringify(statement));
      const wanted = [
        ...(Object.keys(may).length > 0 ? ['dynamodb.'] : []),
        ...(asksProcessor ? ['secretsmanager.'] : []),
      ];
      expect(through).toHaveLength(wanted.length);
      for (const service of wanted) {
        expect(through.some((text) => text.includes(`"kms:ViaService":{"Fn::Join":["",["${service}`))).toBe(true);
      }
      for (const { Resource, Action } of granted) {
        expect(Resource).toBe(kmsKey);
        expect([Action].flat().join()).not.toMatch(/\*|Grant|Policy|Delete/);
      }
    },
  );

  it('before tables get a key, the documented command deploys every stack whose functions then need it', () => {
    // The stubs' own table stays under a key of AWS.
    const { stubs: _, ...others } = secured;
    const using = Object.entries(others).filter(([, template]) => /"kms:ViaService"/.test(textOf([template])));
    const ids = using.map(([name]) => `${name.charAt(0).toUpperCase()}${name.slice(1)}`);
    const [, documented = ''] = /npx cdk deploy ([\w ]+) --exclusively [^\n]*kmsKey=<ARN>/.exec(operations) ?? [];
    expect(documented.split(' ').toSorted()).toEqual(ids.toSorted());
  });

  it('a key publishes no version of a function, so that with canary=on nothing has to be released', async () => {
    const versions = async (option: Readonly<Record<string, string>>) => {
      const functions = apiFunctionsOf(await templatesFor({ stage: 'sandbox', ...stripe, ...option }));
      return Object.keys(functions.findResources('AWS::Lambda::Version'));
    };
    expect(await versions({ kmsKey })).toEqual(await versions({}));
  });

  it('waf=managed puts AWS’s managed rules before the payment API', () => {
    const [acl] = propertiesOf(secured.api, 'AWS::WAFv2::WebACL');
    expect(acl).toMatchObject({ Scope: 'REGIONAL', DefaultAction: { Allow: {} } });
    expect(JSON.stringify(acl)).toContain('AWSManagedRulesKnownBadInputsRuleSet');
    const [association] = propertiesOf(secured.api, 'AWS::WAFv2::WebACLAssociation');
    expect(JSON.stringify(association?.ResourceArn)).toContain('/stages/');
  });

  it('waf=managed refuses no client for a missing User-Agent, and leaves the size of bodies to the functions', () => {
    const [acl] = propertiesOf(secured.api, 'AWS::WAFv2::WebACL');
    for (const Name of ['NoUserAgent_HEADER', 'SizeRestrictions_BODY']) {
      expect(JSON.stringify(acl)).toContain(JSON.stringify({ ActionToUse: { Count: {} }, Name }));
    }
  });

  it('domainName maps the domain to the payment API, over TLS 1.2 and above', () => {
    secured.api.hasResourceProperties('AWS::ApiGateway::DomainName', {
      DomainName: 'payments.example.com',
      RegionalCertificateArn: certificateArn,
      SecurityPolicy: 'TLS_1_2',
    });
    secured.api.resourceCountIs('AWS::ApiGateway::BasePathMapping', 1);
  });

  it('logRetention applies to every log group', () => {
    const days = all(secured, 'AWS::Logs::LogGroup').map(({ RetentionInDays }) => RetentionInDays);
    expect(new Set(days)).toEqual(new Set([731]));
  });

  it.each([
    ['iam', 'only the methods that are called without a signature'],
    ['api-key', 'all methods, whose callers have a key'],
  ])('with privateApi and auth=%s, the policy of the API allows %s', async (auth) => {
    const context = { stage: 'sandbox', privateApi: 'vpce-0123456789abcdef0', auth };
    const { api } = await templatesFor(context);
    const [resource] = Object.values(api.findResources('AWS::ApiGateway::RestApi'));
    const allowed: string[] = resource?.Properties.Policy.Statement.filter(
      ({ Effect }: { Effect: string }) => Effect === 'Allow',
    ).flatMap(({ Resource }: { Resource: string | string[] }) => Resource);
    const matches = (method: string, path: string) =>
      allowed.some((resource) => {
        const pattern = resource.replace('execute-api:/', '').replaceAll('.', '\\.').replaceAll('*', '.*');
        return new RegExp(`^${pattern}$`).test(`sandbox/${method}${path.replaceAll(/\{[^}]+\}/g, 'x')}`);
      });
    for (const route of routesOf({ kind: 'sandbox' })) {
      const isFree = auth === 'api-key' || isOpen(route, { kind: 'sandbox' });
      for (const method of methodsOf(route)) {
        const found = route.paths.map((path) => matches(method, path));
        expect([route.name, method, ...new Set(found)]).toEqual([route.name, method, isFree]);
      }
    }
  });

  it('with privateApi, only these VPC endpoints reach the payment API, and no requestor mock calls it', async () => {
    const endpoints = ['vpce-0123456789abcdef0', 'vpce-0123456789abcdef1'];
    const { api, requestor, stubs } = await templatesFor({ stage: 'sandbox', privateApi: endpoints.join() });
    api.hasResourceProperties('AWS::ApiGateway::RestApi', {
      EndpointConfiguration: { Types: ['PRIVATE'], VpcEndpointIds: endpoints },
      Policy: {
        Statement: [
          { Effect: 'Allow', Action: 'execute-api:Invoke', Principal: { AWS: '*' } },
          {
            Effect: 'Deny',
            Resource: 'execute-api:/*',
            Condition: { StringNotEquals: { 'aws:SourceVpce': endpoints } },
          },
        ],
      },
    });
    const methods = propertiesOf(api, 'AWS::ApiGateway::Method');
    expect(methods.filter(({ AuthorizationType }) => AuthorizationType === 'AWS_IAM').length).toBeGreaterThan(40);
    expect(requestor).toBeUndefined();
    expect(stubs && typesOf(stubs)).toContain('AWS::ApiGateway::RestApi');
  });

  // CloudFormation keeps the policy of an API whose template has none: https://github.com/aws/aws-cdk/issues/21840
  it.each(['sandbox', 'production'])(
    'without privateApi, the template of stage %s says that its API has no policy',
    async (stage) => {
      const { api } = await templatesFor({ stage, ...servicesOf(stage), privateApi: 'off' });
      const [{ Policy, EndpointConfiguration } = {}] = propertiesOf(api, 'AWS::ApiGateway::RestApi');
      expect({ Policy, EndpointConfiguration }).toEqual({ Policy: '', EndpointConfiguration: { Types: ['REGIONAL'] } });
    },
  );

  it('a change of privateApi is deployed to the stage of the API', async () => {
    const ids = await Promise.all(
      ['off', 'vpce-0123456789abcdef0'].map(async (privateApi) => {
        const { api } = await templatesFor({ stage: 'sandbox', privateApi });
        return Object.keys(api.findResources('AWS::ApiGateway::Deployment'));
      }),
    );
    expect(new Set(ids.flat()).size).toBe(2);
  });

  it.each([
    ['governance', { MinRetentionDays: 35 }],
    ['compliance', { MinRetentionDays: 35, ChangeableForDays: 3 }],
  ])('vaultLock=%s locks the vault, and copyVault gets a copy of each backup', async (vaultLock, LockConfiguration) => {
    const context = { stage: 'production', ...services, backup: 'daily', vaultLock, copyVault };
    const { backup } = await templatesFor(context);
    expect(propertiesOf(backup, 'AWS::Backup::BackupVault')).toMatchObject([{ LockConfiguration }]);
    const [plan] = propertiesOf(backup, 'AWS::Backup::BackupPlan');
    expect(plan).toMatchObject({
      BackupPlan: {
        BackupPlanRule: [
          { CopyActions: [{ DestinationBackupVaultArn: copyVault, Lifecycle: { DeleteAfterDays: 35 } }] },
        ],
      },
    });
  });

  const vpce = 'vpce-0123456789abcdef0';
  it.each([
    [
      { permissionsBoundary: 'a boundary' },
      'permissionsBoundary "a boundary" is not the name or ARN of a managed policy',
    ],
    [{ kmsKey: 'alias/payments' }, 'kmsKey "alias/payments" is not the ARN of a key'],
    [{ waf: 'on' }, 'waf "on" must be managed or off'],
    [{ privateApi: 'on' }, 'privateApi has "on", which is not the id of a VPC endpoint'],
    [{ logRetention: '42' }, 'logRetention "42" must be a number of days that CloudWatch knows (1, 3, 5, 7,'],
    [{ domainName: 'Payments' }, 'domainName "Payments" is not a domain name in lower case'],
    [{ domainName: 'pay.example.com' }, 'domainName needs a certificate'],
    [{ domainName: 'pay.example.com', certificateArn, privateApi: vpce }, 'leave one of them out'],
    [{ grpcEdge: 'on', certificateArn, privateApi: vpce }, 'the gRPC edge calls the API over the internet'],
    [{ vaultLock: 'governance' }, 'vaultLock and copyVault are for stages with backups'],
    [{ backup: 'daily', vaultLock: 'on' }, 'vaultLock "on" must be governance, compliance or off'],
    [{ backup: 'daily', vaultLock: 'compliance' }, 'vaultLock=compliance is for stages that keep their data'],
    [{ backup: 'daily', copyVault: 'payments' }, 'copyVault "payments" is not the ARN of a backup vault'],
    [
      { stage: 'local', waf: 'managed' },
      'permissionsBoundary, kmsKey, waf and privateApi are only for deployed stages',
    ],
    [{ stage: 'local', domainName: 'pay.example.com' }, 'domainName is only for deployed stages'],
  ])('security context %j is refused with the reason "%s"', async (context, reason) => {
    await expect(templatesFor({ stage: 'sandbox', ...context })).rejects.toThrow(reason);
  });
});
