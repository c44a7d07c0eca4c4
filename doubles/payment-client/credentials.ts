import { optionalEnv, requiredEnv } from '../../src/runtime/env.ts';
import type { AwsCredentials } from './signed-fetch.ts';

/** Credentials from environment variables, where Lambda and shells put them. */
export async function environmentCredentials(): Promise<AwsCredentials> {
  const sessionToken = optionalEnv('AWS_SESSION_TOKEN');
  return {
    accessKeyId: requiredEnv('AWS_ACCESS_KEY_ID'),
    secretAccessKey: requiredEnv('AWS_SECRET_ACCESS_KEY'),
    ...(sessionToken !== undefined && { sessionToken }),
  };
}
