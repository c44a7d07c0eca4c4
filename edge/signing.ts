import { fromHttp } from '@aws-sdk/credential-provider-http';
import { memoize } from '@smithy/core/config';
import { environmentCredentials } from '../doubles/payment-client/credentials.ts';
import type { CredentialsProvider } from '../doubles/payment-client/signed-fetch.ts';
import { optionalEnv } from '../src/runtime/env.ts';

const renewBeforeExpiryMs = 5 * 60_000;

/**
 * Credentials from environment variables, or else those of the ECS task role, which are renewed before they expire. Throws
 * if there are neither.
 */
export function edgeCredentials(): CredentialsProvider {
  if (optionalEnv('AWS_ACCESS_KEY_ID') !== undefined) return environmentCredentials;
  return memoize(
    fromHttp(),
    ({ expiration }) => expiration !== undefined && expiration.getTime() - Date.now() < renewBeforeExpiryMs,
    ({ expiration }) => expiration !== undefined,
  );
}
