import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { AwsV4Signer } from 'aws4fetch';
import type { AccountSettings } from './account-findings.ts';

/** Fetches a path of an AWS service as JSON. Throws if the service refuses. */
export type SignedGet = (service: string, path: string) => Promise<unknown>;

/** Reads the settings of the account of these credentials. */
export async function readAccountSettings(get: SignedGet): Promise<AccountSettings> {
  const [lambda, apiGateway] = await Promise.all([
    get('lambda', '/2016-08-19/account-settings/'),
    get('apigateway', '/account'),
  ]);
  const { AccountLimit } = lambda as Readonly<{
    AccountLimit: Readonly<{ ConcurrentExecutions: number; UnreservedConcurrentExecutions: number }>;
  }>;
  const { cloudwatchRoleArn } = apiGateway as Readonly<{ cloudwatchRoleArn?: string }>;
  return {
    concurrentExecutions: AccountLimit.ConcurrentExecutions,
    unreservedExecutions: AccountLimit.UnreservedConcurrentExecutions,
    apiGatewayRole: cloudwatchRoleArn,
  };
}

/** Signs with the credentials and the region that the AWS SDK finds. */
export async function signedGet(send: typeof fetch = fetch): Promise<SignedGet> {
  const { config } = new DynamoDBClient({});
  const [credentials, region] = await Promise.all([config.credentials(), config.region()]);
  return async (service, path) => {
    const { accessKeyId, secretAccessKey, sessionToken } = credentials;
    const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
    const signer = new AwsV4Signer({
      url: `https://${service}.${region}.${domain}${path}`,
      method: 'GET',
      headers: { Accept: 'application/json' },
      service,
      region,
      accessKeyId,
      secretAccessKey,
      ...(sessionToken !== undefined && { sessionToken }),
    });
    const { url, headers } = await signer.sign();
    const response = await send(url, { headers, signal: AbortSignal.timeout(10_000) });
    if (!response.ok) throw new Error(`${service} answered ${response.status} to GET ${path}`);
    return await response.json();
  };
}
