import { AwsClient } from 'aws4fetch';

/** Credentials of AWS. They are kept in the page's memory alone. */
export type Signing = Readonly<{ accessKeyId: string; secretAccessKey: string; sessionToken: string; region: string }>;

/** The request with a signature for API Gateway (AWS Signature Version 4). */
export function signed(url: string, init: RequestInit, { sessionToken, ...keys }: Signing): Promise<Request> {
  const session = sessionToken === '' ? {} : { sessionToken };
  return new AwsClient({ ...keys, ...session, service: 'execute-api', retries: 0 }).sign(url, init);
}

/** The region in an address of API Gateway's own. */
export const regionOf = (hostname: string): string => /\.execute-api\.([^.]+)\./.exec(hostname)?.[1] ?? '';
