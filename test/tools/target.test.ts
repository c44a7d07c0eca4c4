import { describe, expect, it } from 'vitest';
import { targetFrom } from '../../tools/seed/target.ts';

const url = 'http://localhost:1';

describe('the target of a destructive tool', () => {
  it.each([
    ['aws', 'prod', {}, 'Stage prod keeps its data'],
    ['aws', 'local', {}, 'Stage local keeps its data'],
    ['aws', 'sandboxes', {}, 'Stage sandboxes keeps its data'],
    ['aws', undefined, {}, '--target aws needs --stage'],
    ['localstack', 'sandbox', { AWS_ENDPOINT_URL: 'https://dynamodb.us-east-1.amazonaws.com' }, 'not on this machine'],
    ['localstack', 'sandbox', { AWS_ENDPOINT_URL: 'http://localhost.example.com:4566' }, 'not on this machine'],
    ['localstack', 'sandbox', { AWS_ENDPOINT_URL: 'localhost' }, 'not on this machine'],
    ['gcp', 'sandbox', {}, '--target gcp must be local, localstack, ministack or aws'],
  ])('is refused for --target %s --stage %s with %j', async (target, stage, env, message) => {
    await expect(targetFrom({ target, stage, url }, env)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(new RegExp(`^[^\\n]*${message}[^\\n]*$`)),
    });
  });

  it.each([
    ['aws', 'sandbox', {}, 'payment-service-sandbox-orders'],
    ['aws', 'sandbox-ann', {}, 'payment-service-sandbox-ann-orders'],
    ['localstack', undefined, {}, 'payment-service-sandbox-orders'],
    ['localstack', 'prod', { AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' }, 'payment-service-prod-orders'],
    ['localstack', undefined, { AWS_ENDPOINT_URL: 'http://[::1]:4566' }, 'payment-service-sandbox-orders'],
  ])('with --target %s --stage %s and %j has the table %s', async (target, stage, env, orders) => {
    const { client, tables } = await targetFrom({ target, stage, url }, env);
    client.destroy();
    expect(tables.orders).toBe(orders);
  });

  it('includes the tables of the stubs in stages that have stubs', async () => {
    const stubTablesOf = async (stage: string) =>
      (await targetFrom({ target: 'localstack', stage, url }, {})).stubTables;
    expect(await stubTablesOf('sandbox')).toEqual({
      'stub-notifications': 'payment-service-sandbox-stub-notifications',
    });
    expect(await stubTablesOf('prod')).toEqual({});
  });

  it('is an error that says how to start an environment, if none is running', async () => {
    await expect(targetFrom({ target: 'local', url })).rejects.toMatchObject({
      exitCode: 1,
      message: expect.stringContaining('npm start'),
    });
  });
});
