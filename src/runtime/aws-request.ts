import { Sha256 } from '@smithy/core/checksum';
import { HttpRequest } from '@smithy/core/protocols';
import { SignatureV4 } from '@smithy/signature-v4';
import { optionalEnv, requiredEnv } from './env.ts';
import type { Io } from './io.ts';

/** An operation of an AWS service that speaks JSON over one path. */
export type AwsOperation = Readonly<{
  /** As in the service's host names and in signatures. */
  service: string;
  /** Value of X-Amz-Target. */
  target: string;
  /** Variable of the SDK that overrides the service's endpoint, as emulators need it. */
  endpointVariable: string;
}>;

/**
 * The arguments of `Io.call` for a signed request. The signer is that of the DynamoDB calls; the SDK's clients are each larger
 * than the rest of a function.
 */
export async function awsRequest(
  { service, target, endpointVariable }: AwsOperation,
  input: unknown,
  signal: AbortSignal,
): Promise<Parameters<Io['call']>> {
  const given = optionalEnv(endpointVariable) ?? optionalEnv('AWS_ENDPOINT_URL');
  const endpoint = new URL(given ?? `https://${service}.${requiredEnv('AWS_REGION')}.${requiredEnv('URL_SUFFIX')}`);
  const body = JSON.stringify(input);
  const headers = { host: endpoint.host, 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target };
  // A signature covers the host's header, and nothing else of a request's address.
  const signed = await signer(service).sign(new HttpRequest({ method: 'POST', path: '/', headers, body }));
  return [endpoint.href, { method: 'POST', headers: signed.headers, body, signal }];
}

function signer(service: string): SignatureV4 {
  const sessionToken = optionalEnv('AWS_SESSION_TOKEN');
  return new SignatureV4({
    service,
    region: requiredEnv('AWS_REGION'),
    credentials: {
      accessKeyId: requiredEnv('AWS_ACCESS_KEY_ID'),
      secretAccessKey: requiredEnv('AWS_SECRET_ACCESS_KEY'),
      ...(sessionToken !== undefined && { sessionToken }),
    },
    sha256: Sha256,
    applyChecksum: false,
  });
}
