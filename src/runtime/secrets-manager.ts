import { HttpRequest } from '@smithy/core/protocols';
import { Hash } from '@smithy/core/serde';
import { SignatureV4 } from '@smithy/signature-v4';
import { optionalEnv, requiredEnv } from './env.ts';
import type { Answered } from './http-call.ts';
import type { Io } from './io.ts';
import { cachedSecrets, type Secrets, SecretUnavailable } from './secrets.ts';

const longestMs = 2_000;

/** Will not pass by itself. */
const permanent = new Set(['AccessDeniedException', 'InvalidRequestException', 'ResourceNotFoundException']);

/**
 * GetSecretValue, signed as the calls to DynamoDB are: the SDK's client would add more to a function than the rest of it.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
 */
export function secretsManager(call: Io['call']): Secrets {
  return cachedSecrets(async (name) => {
    try {
      return await secretIn(await call(...(await signedRequest(name))));
    } catch (error) {
      if (error instanceof SecretUnavailable) throw error;
      throw new SecretUnavailable('Secrets Manager did not answer', false, { cause: error });
    }
  });
}

async function signedRequest(SecretId: string): Promise<Parameters<Io['call']>> {
  const endpoint = endpointOfLambda();
  const { protocol, host, hostname, port } = endpoint;
  const body = JSON.stringify({ SecretId });
  const headers = {
    host,
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': 'secretsmanager.GetSecretValue',
  };
  const place = { protocol, hostname, ...(port && { port: Number(port) }) };
  const request = new HttpRequest({ method: 'POST', path: '/', ...place, headers, body });
  const signed = await signer().sign(request);
  return [endpoint.href, { method: 'POST', headers: signed.headers, body, signal: AbortSignal.timeout(longestMs) }];
}

async function secretIn({ status, body }: Answered): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body ?? []) chunks.push(chunk);
  const answer: Readonly<{ SecretString?: unknown; __type?: unknown }> = JSON.parse(Buffer.concat(chunks).toString());
  if (status === 200 && typeof answer.SecretString === 'string') return answer.SecretString;
  const type = String(answer.__type ?? 'no SecretString').replace(/^.*#/, '');
  throw new SecretUnavailable(`Secrets Manager answered ${status} ${type}`, permanent.has(type));
}

/** In this region of this partition, or where the SDK's own variables say, as on an emulator. */
function endpointOfLambda(): URL {
  const given = optionalEnv('AWS_ENDPOINT_URL_SECRETS_MANAGER') ?? optionalEnv('AWS_ENDPOINT_URL');
  return new URL(given ?? `https://secretsmanager.${requiredEnv('AWS_REGION')}.${requiredEnv('URL_SUFFIX')}`);
}

function signer(): SignatureV4 {
  const sessionToken = optionalEnv('AWS_SESSION_TOKEN');
  return new SignatureV4({
    service: 'secretsmanager',
    region: requiredEnv('AWS_REGION'),
    credentials: {
      accessKeyId: requiredEnv('AWS_ACCESS_KEY_ID'),
      secretAccessKey: requiredEnv('AWS_SECRET_ACCESS_KEY'),
      ...(sessionToken !== undefined && { sessionToken }),
    },
    sha256: Hash.bind(null, 'sha256'),
    applyChecksum: false,
  });
}
