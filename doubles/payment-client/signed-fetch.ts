import { AwsV4Signer } from 'aws4fetch';
import { optionalEnv } from '../../src/runtime/env.ts';

export type AwsCredentials = Readonly<{ accessKeyId: string; secretAccessKey: string; sessionToken?: string }>;

/** Returns credentials that are valid for at least one more request. */
export type CredentialsProvider = () => Promise<AwsCredentials>;

/** `<id>.execute-api.<region>.amazonaws.com`. Behind a custom domain, the caller's region is used. */
const regionOfApi = /\.execute-api\.([a-z0-9-]+)\./;

/** `fetch` that signs requests for API Gateway (SigV4, service `execute-api`). Supports bytes and text as bodies. */
export function signedFetch(credentials: CredentialsProvider, send: typeof fetch): typeof fetch {
  // Signing keys derived by aws4fetch, per secret and day. Secrets change every few hours.
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
