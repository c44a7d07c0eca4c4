import { AwsClient } from 'aws4fetch';

/** AWS credentials and region. Never stored. */
export type Signing = Readonly<{ accessKeyId: string; secretAccessKey: string; sessionToken: string; region: string }>;

/** Signs a request for API Gateway (AWS Signature Version 4). */
export function signed(url: string, init: RequestInit, { sessionToken, ...keys }: Signing): Promise<Request> {
  const session = sessionToken === '' ? {} : { sessionToken };
  return new AwsClient({ ...keys, ...session, service: 'execute-api', retries: 0 }).sign(url, init);
}

/** The region in an `execute-api` host name; empty for other hosts. */
export const regionOf = (hostname: string): string => /\.execute-api\.([^.]+)\./.exec(hostname)?.[1] ?? '';
