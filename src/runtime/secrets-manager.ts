import { type AwsOperation, awsRequest } from './aws-request.ts';
import { bodyWithin } from './body-within.ts';
import type { IncomingResponse } from './http-call.ts';
import type { Io } from './io.ts';
import { cachedSecrets, type Secrets, SecretUnavailable } from './secrets.ts';

const longestMs = 2_000;
/** A secret has up to 64 KB, and its JSON text is longer. */
const mostBytes = 1_048_576;

/** Errors that a retry cannot resolve. */
const permanent = new Set(['AccessDeniedException', 'InvalidRequestException', 'ResourceNotFoundException']);

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html */
const getSecretValue: AwsOperation = {
  service: 'secretsmanager',
  target: 'secretsmanager.GetSecretValue',
  endpointVariable: 'AWS_ENDPOINT_URL_SECRETS_MANAGER',
};

/** Reads secrets from AWS Secrets Manager. */
export function secretsManager(call: Io['call']): Secrets {
  return cachedSecrets(async (name) => {
    try {
      const request = await awsRequest(getSecretValue, { SecretId: name }, AbortSignal.timeout(longestMs));
      return await secretIn(await call(...request));
    } catch (error) {
      if (error instanceof SecretUnavailable) throw error;
      throw new SecretUnavailable('Secrets Manager did not respond', false, { cause: error });
    }
  });
}

async function secretIn({ status, body }: IncomingResponse): Promise<string> {
  const answer: Readonly<{ SecretString?: unknown; __type?: unknown }> = JSON.parse(
    String(await bodyWithin(mostBytes, body)),
  );
  if (status === 200 && typeof answer.SecretString === 'string') return answer.SecretString;
  const type = String(answer.__type ?? 'no SecretString').replace(/^.*#/, '');
  throw new SecretUnavailable(`Secrets Manager returned ${status} ${type}`, permanent.has(type));
}
