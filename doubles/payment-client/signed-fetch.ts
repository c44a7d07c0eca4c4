import { AwsV4Signer } from 'aws4fetch';
import { optionalEnv } from '../../src/runtime/env.ts';

export type AwsCredentials = Readonly<{ accessKeyId: string; secretAccessKey: string; sessionToken?: string }>;

/** Credentials that are good for one more request. */
export type CredentialsProvider = () => Promise<AwsCredentials>;

/** `<id>.execute-api.<region>.amazonaws.com`; behind an own domain name the region is the caller's. */
const regionOfApi = /\.execute-api\.([a-z0-9-]+)\./;

/** `fetch` whose requests are signed for API Gateway (SigV4, service `execute-api`). Bodies are bytes or text. */
export function signedFetch(credentials: CredentialsProvider, send: typeof fetch): typeof fetch {
  // Keys derived of a secret for a day: aws4fetch fills it, and a secret lives for hours.
  const derivedKeys = new Map<string, ArrayBuffer>();
  return async (input, init) => {
    const request = String(input);
    const region = regionOfApi.exec(new URL(request).hostname)?.[1] ?? optionalEnv('AWS_REGION');
    if (derivedKeys.size > 10) derivedKeys.clear();
    const signer = new AwsV4Signer({
      ...(await credentials()),
      url: request,
      service: 'execute-api',
      cache: derivedKeys,
      ...(region !== undefined && { region }),
      ...(init?.method !== undefined && { method: init.method }),
      ...(init?.headers !== undefined && { headers: init.headers }),
      ...(init?.body !== undefined && { body: init.body }),
    });
    const { url, headers } = await signer.sign();
    return send(url, { ...init, headers });
  };
}
