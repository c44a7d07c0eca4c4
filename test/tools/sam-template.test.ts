import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import type { FunctionDefinition } from '../../hermetic/template/app-definition.ts';
import { routes } from '../../lib/routes.ts';
import { samName, samTemplate } from '../../tools/app/sam-template.ts';

const root = join(import.meta.dirname, '..', '..');

const declaredAs = (name: string): FunctionDefinition => ({
  logicalId: `${name}Function0A1B2C3D`,
  name: `payment-service-local-${name}`,
  codeDir: join('/out', 'assembly', `asset.${name}`),
  handler: 'index.handler',
  runtime: 'nodejs24.x',
  timeoutMs: 10_000,
  memoryMb: 512,
  environment: { PAYMENTS_TABLE: 'payment-service-local-payments' },
  loggingFormat: 'JSON',
  applicationLogLevel: 'INFO',
});

const templateOf = (names: readonly string[], arch: string) => {
  const functions = new Map(names.map((name) => [name, declaredAs(name)]));
  const app = { stage: 'local', tables: [], expiries: [], functions, apis: [], eventSources: [], schedules: [] };
  return samTemplate(app, { directory: '/out', dynamodbEndpoint: 'http://host.docker.internal:4999', arch });
};

it.each([
  ['x64', 'x86_64'],
  ['arm64', 'arm64'],
])(
  'a template for sam local invoke on %s contains code, tables and the address of DynamoDB in plain text',
  (arch, architecture) => {
    const template = templateOf(['create-payment'], arch);
    expect(template.Parameters.DynamoDBEndpoint.Default).toBe('http://host.docker.internal:4999');
    expect(template.Resources).toEqual({
      CreatePayment: {
        Type: 'AWS::Serverless::Function',
        Properties: {
          FunctionName: 'payment-service-local-create-payment',
          CodeUri: 'assembly/asset.create-payment',
          Handler: 'index.handler',
          Runtime: 'nodejs24.x',
          Architectures: [architecture],
          Timeout: 10,
          MemorySize: 512,
          LoggingConfig: { LogFormat: 'JSON' },
          Environment: {
            Variables: {
              PAYMENTS_TABLE: 'payment-service-local-payments',
              AWS_ENDPOINT_URL_DYNAMODB: { Ref: 'DynamoDBEndpoint' },
            },
          },
        },
      },
    });
  },
);

it('every function has a unique logical id, and every stored event has a function', () => {
  const names = routes.map(({ name }) => name);
  const resources = Object.keys(templateOf(names, 'x64').Resources);
  expect(resources).toHaveLength(names.length);
  for (const id of resources) expect(id).toMatch(/^[A-Za-z0-9]+$/);
  const events = globSync('events/*.json', { cwd: root }).map((file) => basename(file, '.json'));
  expect(events.length).toBeGreaterThan(20);
  for (const event of events) expect(resources).toContain(samName(declaredAs(event), 'local'));
});
