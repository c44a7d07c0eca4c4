import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { graphiqlAssets as served } from '../../doubles/requestor/graphiql-assets.ts';
import { bundleGraphiql, graphiqlAssets as copied } from '../../lib/graphiql-assets.ts';
import { requestorRoutes } from '../../lib/requestor.ts';
import { localRpcAddress } from '../../lib/service-urls.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { actionsOf, functionOf, resourcesOf, statementsOf, typesOf } from '../support/function-in-template.ts';
import { services, type Templates, templatesFor } from '../support/synth.ts';

let requestor: Template;
let local: Template;
beforeAll(async () => {
  requestor = requestorOf(await templatesFor({ stage: 'sandbox' }));
  local = requestorOf(await templatesFor({ stage: 'local' }));
});

function requestorOf({ requestor: template }: Templates): Template {
  if (template === undefined) throw new Error('the stage has no requestor mock');
  return template;
}

const variablesOf = (template: Template, name: string) =>
  resourcesOf(template, 'AWS::Lambda::Function').find(({ Properties }) => Properties.FunctionName?.endsWith(name))
    ?.Properties.Environment?.Variables ?? {};
const callers = requestorRoutes.filter(({ mayCall }) => mayCall.length > 0);

describe('the requestor mock', () => {
  it.each([
    ['local', true],
    ['sandbox', true],
    ['sandbox-anna', true],
    ['staging', false],
    ['production', false],
  ])('stage %s has a requestor mock: %s', async (stage, expected) => {
    const templates = await templatesFor({ stage, ...services });
    expect(templates.requestor !== undefined).toBe(expected);
  });

  it('the requestor mock has an API of its own', () => {
    requestor.hasResourceProperties('AWS::ApiGateway::RestApi', { Name: 'payment-service-sandbox-requestor' });
    requestor.resourceCountIs('AWS::ApiGateway::RestApi', 1);
  });

  it.each(requestorRoutes)(
    'function $name may call exactly the RPCs that lib/requestor.ts declares',
    ({ name, mayCall }) => {
      const logs = ['logs:CreateLogStream', 'logs:PutLogEvents'];
      expect(actionsOf(requestor, name)).toEqual([...(mayCall.length > 0 ? ['execute-api:Invoke'] : []), ...logs]);
      const calls = statementsOf(requestor, name).filter(({ Action }) => Action === 'execute-api:Invoke');
      const resources = calls.flatMap(({ Resource }) => [Resource].flat()).map((resource) => JSON.stringify(resource));
      expect(new Set(resources.map((resource) => resource.match(/"(\/sandbox\/[^"]*)"/)?.[1]))).toEqual(
        new Set(mayCall.map((call) => `/sandbox/${call.replace(' ', '/payment.v1.PaymentService/')}`)),
      );
      for (const resource of resources) expect(resource).toMatch(/execute-api:.*sandbox-api:ExportsOutputRefApi/);
    },
  );

  it.each(callers)('in a sandbox $name calls the API of its stage with a signature', ({ name }) => {
    const { PAYMENT_RPC_URL: url, PAYMENT_RPC_AUTH: auth } = variablesOf(requestor, name);
    expect(auth).toBe('iam');
    expect(JSON.stringify(url)).toMatch(/"https:\/\/",.*sandbox-api:ExportsOutputRefApi.*execute-api.*\/sandbox"/);
  });

  it.each(callers)('in stage local $name calls the gRPC edge', ({ name }) => {
    expect(variablesOf(local, name)).toMatchObject({ PAYMENT_RPC_URL: localRpcAddress, PAYMENT_RPC_AUTH: 'none' });
    expect(JSON.stringify(resourcesOf(local, 'AWS::IAM::Policy'))).not.toContain('execute-api:Invoke');
  });

  it.each(requestorRoutes)('the time-out of $name exceeds that of an RPC', ({ name }) => {
    expect(functionOf(requestor, name).Properties.Timeout).toBe(15);
  });

  it.each([
    ['sandbox', () => requestor, 'AWS_IAM'],
    ['local', () => local, 'NONE'],
  ])('in stage %s all methods of the requestor mock have the expected authorization', (_stage, template, type) => {
    const methods = resourcesOf(template(), 'AWS::ApiGateway::Method').map(
      ({ Properties }) => Properties as Record<string, unknown>,
    );
    expect(methods.map(({ HttpMethod }) => HttpMethod).sort()).toEqual([
      'GET',
      'GET',
      'GET',
      'GET',
      'HEAD',
      'POST',
      'POST',
    ]);
    expect(new Set(methods.map(({ AuthorizationType }) => AuthorizationType))).toEqual(new Set([type]));
  });

  it('the requestor stack has only resource types that LocalStack and the hermetic environment support', () => {
    expect(typesOf(requestor)).toEqual([
      'AWS::ApiGateway::Deployment',
      'AWS::ApiGateway::GatewayResponse',
      'AWS::ApiGateway::Method',
      'AWS::ApiGateway::Resource',
      'AWS::ApiGateway::RestApi',
      'AWS::ApiGateway::Stage',
      'AWS::IAM::Policy',
      'AWS::IAM::Role',
      'AWS::Lambda::Function',
      'AWS::Lambda::Permission',
      'AWS::Logs::LogGroup',
    ]);
  });
});

describe('the GraphiQL assets', () => {
  it('GraphiQL asset names match the page and the installed versions', () => {
    const { graphiql, react, 'react-dom': reactDom } = packageJson.devDependencies;
    const names = [
      `graphiql-${graphiql}.css`,
      `graphiql-${graphiql}.js`,
      `react-${react}.js`,
      `react-dom-${reactDom}.js`,
    ];
    expect([new Set(Object.keys(copied)), new Set(Object.keys(served))]).toEqual([new Set(names), new Set(names)]);
  });

  it('GraphiQL assets are gzipped, with their licences, into the folder of the function that serves them', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'graphiql-'));
    try {
      await bundleGraphiql({ 'requestor-graphiql-assets': folder, other: join(folder, 'other') });
      for (const name of Object.keys(copied)) {
        const packed = readFileSync(join(folder, 'assets', `${name}.gz`));
        expect(packed.length).toBeLessThan(1_000_000);
        const text = gunzipSync(packed).toString();
        expect(text).toMatch(/^\/\*!\n[^*]*(MIT License|Permission is hereby granted)/);
        expect(text).not.toContain('sourceMappingURL');
      }
      expect(existsSync(join(folder, 'other'))).toBe(false);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('no GraphiQL assets are written if no function serves them', async () => {
    await expect(bundleGraphiql({})).resolves.toBeUndefined();
  });
});
