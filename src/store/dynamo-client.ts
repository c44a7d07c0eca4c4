import { HttpRequest } from '@smithy/core/protocols';
import { ConfiguredRetryStrategy, isThrottlingError, isTransientError } from '@smithy/core/retry';
import { Hash } from '@smithy/core/serde';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { SignatureV4 } from '@smithy/signature-v4';
import { optionalEnv, requiredEnv } from '../runtime/env.ts';
import type { Operation } from '../runtime/operations.ts';
import { DynamoError, errorOf } from './dynamo-error.ts';
import { EarlyConnectionAgent } from './early-connection.ts';
import { type Item, outputOfWire, wireOfInput } from './wire.ts';

export type DynamoClient = Readonly<{
  send: (operation: Operation, options: Readonly<{ abortSignal: AbortSignal }>) => Promise<Item>;
}>;

/**
 * DynamoDB's own protocol over the parts that the SDK is made of: its signature, its connections, its retries. The SDK
 * around them takes as long again for each call, and half of a cold start: docs/decisions/0035 has the figures.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html
 */
export function dynamoClient(endpoint: URL = endpointOfLambda()): DynamoClient {
  const signer = new SignatureV4({
    service: 'dynamodb',
    region: requiredEnv('AWS_REGION'),
    credentials: credentialsOfLambda(),
    sha256: Hash.bind(null, 'sha256'),
    applyChecksum: false,
  });
  // No call waits for ever, which is the default.
  const connections = new NodeHttpHandler({
    connectionTimeout: 300,
    requestTimeout: 800,
    throwOnRequestTimeout: true,
    socketTimeout: 1000,
    ...(connectsDuringInit(endpoint) && { httpsAgent: new EarlyConnectionAgent(endpoint) }),
  });
  // One that is throttled gives up within a second; all calls together send no more again than they have tokens for.
  const retries = new ConfiguredRetryStrategy(4, (attempt) => Math.random() * 25 * 2 ** attempt);

  async function once(operation: Operation, abortSignal: AbortSignal): Promise<Item> {
    const signed = await signer.sign(requestOf(endpoint, operation));
    const { response } = await connections.handle(signed as HttpRequest, { abortSignal });
    const chunks: Buffer[] = [];
    for await (const chunk of response.body) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    if (response.statusCode !== 200) throw errorOf(response.statusCode, body);
    return outputOfWire(body);
  }

  return {
    async send(operation, { abortSignal }) {
      let token = await retries.acquireInitialRetryToken('');
      for (;;) {
        try {
          const output = await once(operation, abortSignal);
          retries.recordSuccess(token);
          return output;
        } catch (error) {
          abortSignal.throwIfAborted();
          if (error instanceof DynamoError) error.$metadata.attempts = token.getRetryCount() + 1;
          // It waits as long as the next try has to, 0.2 s at most; one whose time is up by then is not sent.
          // When there is none, the error is what this one came to.
          const next = retries.refreshRetryTokenForRetry(token, { errorType: kindOf(error as SdkError) });
          token = await next.catch(() => Promise.reject(error));
        }
      }
    },
  };
}

function requestOf({ protocol, host, hostname, port }: URL, { name, input }: Operation): HttpRequest {
  const body = wireOfInput(input);
  const headers = {
    host,
    'content-type': 'application/x-amz-json-1.0',
    'content-length': String(Buffer.byteLength(body)),
    'x-amz-target': `DynamoDB_20120810.${name}`,
  };
  const place = { protocol, hostname, ...(port && { port: Number(port) }) };
  return new HttpRequest({ method: 'POST', path: '/', ...place, headers, body });
}

/** What is worth another try, and how: by the SDK's own lists, and what only DynamoDB's model in it says. */
function kindOf(error: SdkError): 'THROTTLING' | 'TRANSIENT' | 'CLIENT_ERROR' {
  if (isThrottlingError(error)) return 'THROTTLING';
  const passes = isTransientError(error) || error.name === 'ReplicatedWriteConflictException';
  return passes ? 'TRANSIENT' : 'CLIENT_ERROR';
}

type SdkError = Parameters<typeof isThrottlingError>[0];

/** Where DynamoDB is: in this region of this partition, or where the SDK's own variables say, as on an emulator. */
export function endpointOfLambda(): URL {
  const given = optionalEnv('AWS_ENDPOINT_URL_DYNAMODB') ?? optionalEnv('AWS_ENDPOINT_URL');
  return new URL(given ?? `https://dynamodb.${requiredEnv('AWS_REGION')}.${requiredEnv('URL_SUFFIX')}`);
}

/**
 * On Lambda, which alone sets this variable. A test or a script that only imports a function must reach no network, and
 * plain HTTP, as emulators speak it, has no handshake that would be worth it.
 */
const connectsDuringInit = ({ protocol }: URL): boolean =>
  protocol === 'https:' && optionalEnv('AWS_LAMBDA_INITIALIZATION_TYPE') !== undefined;

/** Lambda hands its role's credentials over in the environment, and they stay as they are for as long as the process. */
function credentialsOfLambda() {
  const sessionToken = optionalEnv('AWS_SESSION_TOKEN');
  return {
    accessKeyId: requiredEnv('AWS_ACCESS_KEY_ID'),
    secretAccessKey: requiredEnv('AWS_SECRET_ACCESS_KEY'),
    ...(sessionToken === undefined ? {} : { sessionToken }),
  };
}
