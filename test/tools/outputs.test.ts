import { describe, expect, it } from 'vitest';
import { nextSteps } from '../../tools/deploy/next-steps.ts';
import { deployedApis, readDeployedApis } from '../../tools/deploy/outputs.ts';

const at = (id: string, stage: string) => `https://${id}.execute-api.eu-west-1.amazonaws.com/${stage}/`;
const sandbox = {
  'payment-service-sandbox-storage': { ExportsOutputRefTables: 'payment-service-sandbox-payments' },
  'payment-service-sandbox-stubs': {
    TripsEndpoint0AB: at('trips1', 'sandbox'),
    NotificationsApiEndpoint57: at('note1', 'sandbox'),
  },
  'payment-service-sandbox-api': { ExportsOutputRefApi: 'api1', ApiEndpoint4F1: at('api1', 'sandbox') },
  'payment-service-sandbox-requestor': { ApiEndpoint4F1: at('requestor1', 'sandbox') },
};
const production = { 'payment-service-production-api': { ApiEndpoint4F1: at('api2', 'production') } };

describe('the outputs of a deployment', () => {
  it('contain the URLs of a stage’s APIs', () => {
    expect(deployedApis(sandbox, 'sandbox')).toEqual({
      region: 'eu-west-1',
      api: 'https://api1.execute-api.eu-west-1.amazonaws.com/sandbox',
      showKey: undefined,
      requestor: 'https://requestor1.execute-api.eu-west-1.amazonaws.com/sandbox',
      trips: 'https://trips1.execute-api.eu-west-1.amazonaws.com/sandbox',
      notifications: 'https://note1.execute-api.eu-west-1.amazonaws.com/sandbox',
    });
  });

  it('are mapped to the address of an emulator', () => {
    const apis = deployedApis(sandbox, 'sandbox', 'http://localhost:4566');
    expect(apis).toMatchObject({
      api: 'http://localhost:4566/_aws/execute-api/api1/sandbox',
      notifications: 'http://localhost:4566/_aws/execute-api/note1/sandbox',
    });
  });

  it('may have LocalStack’s form', () => {
    const ApiEndpoint4F1 = 'https://a1b2c3.execute-api.localhost.localstack.cloud:4566/sandbox/';
    const outputs = { 'payment-service-sandbox-api': { ApiEndpoint4F1 } };
    expect(deployedApis(outputs, 'sandbox', 'http://localhost:4566')).toMatchObject({
      region: 'us-east-1',
      api: 'http://localhost:4566/_aws/execute-api/a1b2c3/sandbox',
    });
  });

  it('contain no doubles of a stage that keeps its data', () => {
    const { api, requestor, trips } = deployedApis(production, 'production');
    expect([api, requestor, trips]).toEqual([at('api2', 'production').slice(0, -1), undefined, undefined]);
  });

  it('are refused if they belong to another stage, or if nothing was deployed', () => {
    expect(() => deployedApis(production, 'sandbox')).toThrow('contain no API');
    expect(() => readDeployedApis('http://localhost:1', 'sandbox')).toThrow('was not deployed to http://localhost:1');
  });

  it('become curl commands that sign with the shell’s credentials', () => {
    const lines = nextSteps(deployedApis(sandbox, 'sandbox'));
    expect(lines[0]).toBe(
      'curl --aws-sigv4 "aws:amz:eu-west-1:execute-api" --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" ' +
        '-H "x-amz-security-token: $AWS_SESSION_TOKEN" https://api1.execute-api.eu-west-1.amazonaws.com/sandbox/health',
    );
    expect(lines.filter((line) => line.startsWith('curl '))).toHaveLength(lines.length);
    expect(nextSteps(deployedApis(production, 'production')).join()).not.toContain('undefined');
  });

  it('become curl commands with an API key, except for requests that must be signed', () => {
    const api = {
      ...sandbox['payment-service-sandbox-api'],
      KeyHowToReadF00: 'aws apigateway get-api-key --api-key k1',
    };
    const [key, ...lines] = nextSteps(deployedApis({ ...sandbox, 'payment-service-sandbox-api': api }, 'sandbox'));
    expect(key).toBe('API_KEY=$(aws apigateway get-api-key --api-key k1)');
    const keyed = lines.filter((line) => line.startsWith('curl -H "x-api-key: $API_KEY" https://api1.'));
    expect(keyed).toHaveLength(4);
    expect(lines.find((line) => line.includes('note1'))).toContain('--aws-sigv4');
  });
});
