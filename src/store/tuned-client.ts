import { AsyncLocalStorage } from 'node:async_hooks';
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { Sha256 } from '@smithy/core/checksum';
import type { HttpRequest } from '@smithy/core/protocols';
import { ConfiguredRetryStrategy } from '@smithy/core/retry';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { SignatureV4 } from '@smithy/signature-v4';
import { optionalEnv, requiredEnv } from '../runtime/env.ts';
import { EarlyConnectionAgent } from './early-connection.ts';

const maxAttempts = 4;

/** What the SDK would use anyway, but only after it had looked for something else in files and the environment. */
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

/** There is no log, Lambda traces nothing here, Node counts the body's bytes, and the user agent is always the same. */
const needless = [
  'loggerMiddleware',
  'recursionDetectionMiddleware',
  'contentLengthMiddleware',
  'getUserAgentMiddleware',
];

/**
 * AWS's own client with static settings, and without the middleware that a function has no use for.
 * docs/decisions/0430 has what each of these is worth.
 */
export function tunedClient(url: URL = endpointOfLambda()): DynamoDBClient {
  const place = { region: requiredEnv('AWS_REGION'), credentials: credentialsOfLambda() };
  const client = new DynamoDBClient({
    ...defaults,
    ...place,
    ...staticEndpoint(url),
    requestHandler: new AbortableHandler(url),
    // One signer for all requests instead of a new one for each.
    signer: new SignatureV4({ ...place, service: 'dynamodb', sha256: Sha256, applyChecksum: false }),
    // Each command's middleware is put together once. Options given to `send` would undo this: see `abortable`.
    cacheMiddleware: true,
    maxAttempts,
    // A throttled call gives up within a second, and all calls together retry no more than they have tokens for.
    retryStrategy: new ConfiguredRetryStrategy(maxAttempts, (attempt) => Math.random() * 25 * 2 ** attempt),
  });
  for (const name of needless) client.middlewareStack.remove(name);
  keepPropertiesFast(client.config);
  return client;
}

/**
 * Three middlewares copy the configuration for each call, which is slow as long as V8 keeps its properties in a hash table.
 * Those of a prototype it keeps in slots: worth a seventh of a call's CPU.
 */
const keepPropertiesFast = (object: object) => void Object.create(object);

/** The SDK would compute the endpoint from region and table anew for each call. */
const staticEndpoint = (url: URL) => {
  const endpoint = { url, properties: {}, headers: {} };
  return { endpoint: url.href, endpointProvider: () => endpoint };
};

const signals = new AsyncLocalStorage<AbortSignal>();

/** Runs calls that end when the signal is aborted. Those of other clients go on. */
export const abortable = <Result>(signal: AbortSignal, run: () => Result): Result => signals.run(signal, run);

class AbortableHandler extends NodeHttpHandler {
  constructor(url: URL) {
    // Without these limits a call would wait for ever, which is the default.
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
