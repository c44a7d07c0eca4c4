import { AwsV4Signer } from 'aws4fetch';

/** AWS credentials and region. Never stored. */
export type Signing = Readonly<{ accessKeyId: string; secretAccessKey: string; sessionToken: string; region: string }>;

/** Signs a request for API Gateway (AWS Signature Version 4). */
export async function signed(url: string, init: RequestInit, { sessionToken, ...keys }: Signing): Promise<Request> {
  const session = sessionToken === '' ? {} : { sessionToken };
  const { method, headers, body } = init;
  const request = { url, ...(method && { method }), ...(headers && { headers }), ...(body && { body }) };
  const signature = await new AwsV4Signer({ ...request, ...keys, ...session, service: 'execute-api' }).sign();
  return new Request(signature.url, { ...init, headers: signature.headers });
}

/** The region in an `execute-api` host name; empty for other hosts. */
export const regionOf = (hostname: string): string => /\.execute-api\.([^.]+)\./.exec(hostname)?.[1] ?? '';
