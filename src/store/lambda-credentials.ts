import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { optionalEnv, requiredEnv } from '../env.ts';

type Credentials = Awaited<ReturnType<DynamoDBClient['config']['credentials']>>;

/**
 * Stands in for the SDK's whole credential chain in the bundles: Lambda always hands its credentials over in the
 * environment, and the chain would add 130 KB and 8 ms to every cold start.
 */
export const defaultProvider = () => async (): Promise<Credentials> => {
  const sessionToken = optionalEnv('AWS_SESSION_TOKEN');
  return {
    accessKeyId: requiredEnv('AWS_ACCESS_KEY_ID'),
    secretAccessKey: requiredEnv('AWS_SECRET_ACCESS_KEY'),
    ...(sessionToken === undefined ? {} : { sessionToken }),
  };
};
