import { AsyncLocalStorage } from 'node:async_hooks';
import type { Readable } from 'node:stream';
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { Sha256 } from '@smithy/core/checksum';
import type { HttpRequest } from '@smithy/core/protocols';
import { ConfiguredRetryStrategy } from '@smithy/core/retry';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { SignatureV4 } from '@smithy/signature-v4';
import { optionalEnv, requiredEnv } from '../runtime/env.ts';
import { EarlyConnectionAgent } from './early-connection.ts';

const maxAttempts = 4;

/** The SDK's own defaults. Left out, each is looked up in the environment and in files first, and fails in a bundle. */
const defaults = {
  defaultsMode: 'standard',
  retryMode: 'standard',
  useFipsEndpoint: false,
  useDualstackEndpoint: false,
  accountIdEndpointMode: 'disabled',
  authSchemePreference: [],
  disableClockSkewCorrection: false,
  endpointDiscoveryEnabled: false,
  endpointDiscoveryEnabledProvider: async () => false,
  userAgentAppId: async () => undefined,
  defaultUserAgentProvider: async () => [],
} as const satisfies DynamoDBClientConfig;

/** No log is kept and no trace continued, Node sets Content-Length, and `AbortableHandler` the one user agent there is. */
const needless = [
  'loggerMiddleware',
  'recursionDetectionMiddleware',
  'contentLengthMiddleware',
  'getUserAgentMiddleware',
];

/**
 * AWS's own client with static settings, and without the middleware that a function has no use for: half the CPU of a
 * call. docs/decisions/0460 says what each setting saves.
 */
export function tunedClient(url: URL = endpointOfLambda()): DynamoDBClient {
  const place = { region: requiredEnv('AWS_REGION'), credentials: credentialsOfLambda() };
  const client = new DynamoDBClient({
    ...defaults,
    ...place,
    ...staticEndpoint(url),
    requestHandler: new AbortableHandler(url),
    // By default, each request makes a signer of its own.
    signer: new SignatureV4({ ...place, service: 'dynamodb', sha256: Sha256, applyChecksum: false }),
    // Node's own way to read an answer takes less CPU than the SDK's.
    streamCollector: async (body: Readable) => Buffer.concat(await body.toArray()),
    // Assembles each command's middleware once. Options given to `send` would switch this off: see `abortable`.
    cacheMiddleware: true,
    maxAttempts,
    // Pauses of 50, 100 and 200 ms at most, so a throttled call fails within a second.
    retryStrategy: new ConfiguredRetryStrategy(maxAttempts, (attempt) => Math.random() * 25 * 2 ** attempt),
  });
  for (const name of needless) client.middlewareStack.remove(name);
  keepPropertiesFast(client.config);
  return client;
}

/**
 * Three middlewares copy the configuration for each call. The way it is built, V8 keeps its properties in a hash table,
 * which is slow to copy; once it is the prototype of something, V8 keeps them in slots.
 */
const keepPropertiesFast = (object: object) => void Object.create(object);

/** By default, the SDK computes the endpoint from region and table for each call. */
const staticEndpoint = (url: URL) => {
  const endpoint = { url, properties: {}, headers: {} };
  return { endpoint: url.href, endpointProvider: () => endpoint };
};

const signals = new AsyncLocalStorage<AbortSignal>();

/** Calls of `tunedClient` that `run` makes end when the signal is aborted. */
export const abortable = <Result>(signal: AbortSignal, run: () => Result): Result => signals.run(signal, run);

class AbortableHandler extends NodeHttpHandler {
  constructor(url: URL) {
    // The default is to wait for ever.
    super({
      connectionTimeout: 300,
      requestTimeout: 800,
      throwOnRequestTimeout: true,
      socketTimeout: 1000,
      ...(connectsDuringInit(url) && { httpsAgent: new EarlyConnectionAgent(url) }),
    });
  }

  override handle(request: HttpRequest) {
    const abortSignal = signals.getStore();
    request.headers['user-agent'] = 'payment-service';
    return super.handle(request, abortSignal && { abortSignal });
  }
}

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

/** Lambda sets its role's credentials in the environment. They stay as they are for as long as the process runs. */
function credentialsOfLambda() {
  const sessionToken = optionalEnv('AWS_SESSION_TOKEN');
  return {
    accessKeyId: requiredEnv('AWS_ACCESS_KEY_ID'),
    secretAccessKey: requiredEnv('AWS_SECRET_ACCESS_KEY'),
    ...(sessionToken === undefined ? {} : { sessionToken }),
  };
}
