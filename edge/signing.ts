import { fromHttp } from '@aws-sdk/credential-provider-http';
import { memoize } from '@smithy/core/config';
import { environmentCredentials } from '../doubles/payment-client/credentials.ts';
import type { CredentialsProvider } from '../doubles/payment-client/signed-fetch.ts';
import { optionalEnv } from '../src/runtime/env.ts';

/** Credentials are renewed so long before they expire. */
const renewedBeforeMs = 5 * 60_000;

/**
 * Those of the environment, or else of the container's role, which ECS serves over HTTP and which are asked for again
 * before they expire. Throws if there are neither.
 */
export function edgeCredentials(): CredentialsProvider {
  if (optionalEnv('AWS_ACCESS_KEY_ID') !== undefined) return environmentCredentials;
  return memoize(
    fromHttp(),
    ({ expiration }) => expiration !== undefined && expiration.getTime() - Date.now() < renewedBeforeMs,
    ({ expiration }) => expiration !== undefined,
  );
}
