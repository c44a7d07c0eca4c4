import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/**
 * Modules of libraries that the bundles leave out, because no function runs them, and what they export. The bundler
 * cannot know that: it depends on the settings in src/store/tuned-client.ts. Whatever uses one all the same fails.
 */
export const unusedModules: Readonly<Record<string, readonly string[]>> = {
  // Credentials come from Lambda's environment, without the chain that looks in files and asks other services: 130 KB.
  '@aws-sdk/credential-provider-node/dist-es/index.js': ['defaultProvider'],
  // The endpoint is static. Its rules: 11 KB. Their table of partitions: 5 KB. The cache of discovered ones: 8 KB.
  '@aws-sdk/client-dynamodb/dist-es/endpoint/endpointResolver.js': ['defaultEndpointResolver'],
  '@aws-sdk/core/dist-es/submodules/client/util-endpoints/lib/aws/partitions.js': ['partitionsInfo'],
  '@aws-sdk/endpoint-cache/dist-es/EndpointCache.js': ['EndpointCache'],
  '@smithy/core/dist-es/submodules/endpoints/middleware-endpoint/adaptors/getEndpointFromConfig.js': [
    'getEndpointFromConfig',
  ],
  '@smithy/core/dist-es/submodules/endpoints/middleware-endpoint/service-customizations/s3.js': [
    'DOT_PATTERN',
    'S3_HOSTNAME_PATTERN',
    'isArnBucketName',
    'isDnsCompatibleBucketName',
    'resolveParamsForS3',
  ],
  '@aws-sdk/core/dist-es/submodules/client/util-endpoints/aws.js': ['awsEndpointFunctions'],
  // Where to look these settings up, which src/store/tuned-client.ts sets: 1 KB.
  '@aws-sdk/core/dist-es/submodules/account-id-endpoint/NodeAccountIdEndpointModeConfigOptions.js': [
    'CONFIG_ACCOUNT_ID_ENDPOINT_MODE',
    'ENV_ACCOUNT_ID_ENDPOINT_MODE',
    'NODE_ACCOUNT_ID_ENDPOINT_MODE_CONFIG_OPTIONS',
  ],
  '@aws-sdk/core/dist-es/submodules/client/util-user-agent-node/nodeAppIdConfigOptions.js': [
    'NODE_APP_ID_CONFIG_OPTIONS',
    'UA_APP_ID_ENV_NAME',
    'UA_APP_ID_INI_NAME',
  ],
  '@aws-sdk/middleware-endpoint-discovery/dist-es/configurations.js': ['NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS'],
  // Answers are read by src/store/tuned-client.ts: 1 KB.
  '@smithy/core/dist-es/submodules/serde/util-stream/stream-collector.js': ['streamCollector'],
  // The client has no extensions, which could change its settings: 2 KB.
  '@aws-sdk/client-dynamodb/dist-es/runtimeExtensions.js': ['resolveRuntimeExtensions'],
  // Only the SDK's own log, which is off, hides members of a request: 1 KB.
  '@smithy/core/dist-es/submodules/client/smithy-client/schemaLogFilter.js': ['schemaLogFilter'],
  // src/runtime/log.ts formats its lines itself and keeps none back: 2 KB.
  '@aws-lambda-powertools/logger/lib/esm/formatter/PowertoolsLogFormatter.js': ['PowertoolsLogFormatter'],
  '@aws-lambda-powertools/logger/lib/esm/logBuffer.js': ['CircularMap', 'SizedItem', 'SizedSet'],
  // src/commands/run-once.ts keeps no local cache of results, which would outlive a change of the payment: 1 KB.
  '@aws-lambda-powertools/commons/lib/esm/LRUCache.js': ['LRUCache'],
  // No operation of DynamoDB has event streams: 17 KB and 2 KB.
  '@smithy/core/dist-es/submodules/event-streams/index.js': ['EventStreamSerde', 'eventStreamSerdeProvider'],
  '@smithy/signature-v4/dist-es/HeaderFormatter.js': ['HeaderFormatter'],
  // Retries are standard, not adaptive: 3 KB.
  '@smithy/core/dist-es/submodules/retry/util-retry/AdaptiveRetryStrategy.js': ['AdaptiveRetryStrategy'],
  // No answer to a function has a timestamp, only those about tables and backups: 5 KB.
  '@smithy/core/dist-es/submodules/serde/date-utils.js': [
    'dateToUtcString',
    'parseEpochTimestamp',
    'parseRfc3339DateTime',
    'parseRfc3339DateTimeWithOffset',
    'parseRfc7231DateTime',
  ],
  // Nobody asks for the length of files, their checksum or the default user agent, which load Node's `fs` and `os`.
  '@smithy/core/dist-es/submodules/serde/util-body-length/calculateBodyLength.js': ['calculateBodyLength'],
  '@smithy/core/dist-es/submodules/checksum/hash-stream-node/fileStreamHasher.js': ['fileStreamHasher'],
  '@aws-sdk/core/dist-es/submodules/client/util-user-agent-node/defaultUserAgent.js': [
    'createDefaultUserAgentProvider',
    'crtAvailability',
    'defaultUserAgent',
  ],
  // All of it for the version in the default user agent: 2 KB.
  '@aws-sdk/client-dynamodb/package.json': ['default'],
  // src/store/tuned-client.ts takes these four middlewares off: 6 KB.
  '@aws-sdk/core/dist-es/submodules/client/middleware-logger/loggerMiddleware.js': [
    'getLoggerPlugin',
    'loggerMiddleware',
    'loggerMiddlewareOptions',
  ],
  '@aws-sdk/core/dist-es/submodules/client/middleware-recursion-detection/getRecursionDetectionPlugin.js': [
    'getRecursionDetectionPlugin',
  ],
  '@aws-sdk/core/dist-es/submodules/client/middleware-user-agent/user-agent-middleware.js': [
    'getUserAgentMiddlewareOptions',
    'getUserAgentPlugin',
    'userAgentMiddleware',
  ],
  '@smithy/core/dist-es/submodules/protocols/middleware-content-length/contentLengthMiddleware.js': [
    'contentLengthMiddleware',
    'contentLengthMiddlewareOptions',
    'getContentLengthPlugin',
  ],
  // Node has SHA-256 itself: 3 KB.
  '@smithy/core/dist-es/submodules/checksum/sha256/Sha256Js.js': ['Sha256Js'],
};

/** As a pattern of paths on any system. */
const pattern = (module: string) => module.replaceAll('.', '\\.').replaceAll('/', '[\\\\/]');
const filter = new RegExp(`[\\\\/]node_modules[\\\\/](${Object.keys(unusedModules).map(pattern).join('|')})$`);

const plugin = /^get\w+Plugin$/;
const extensions = /^resolve\w+Extensions$/;

/**
 * A class cannot be called, and an object of this one has nothing that could be. A client does call its plugins, which add
 * nothing here, and its extensions, which change nothing.
 */
function empty(name: string): string {
  if (plugin.test(name)) return `export const ${name} = () => ({ applyToStack() {} });`;
  if (extensions.test(name)) return `export const ${name} = (config) => config;`;
  return name === 'default' ? 'export default class {}' : `export class ${name} {}`;
}

/** The errors that reading and writing items can end with. The SDK throws another one, if it ever comes, as its base class. */
export const errorsOfItems: readonly string[] = [
  'ConditionalCheckFailedException',
  'IdempotentParameterMismatchException',
  'InternalServerError',
  'InvalidEndpointException',
  'ItemCollectionSizeLimitExceededException',
  'ProvisionedThroughputExceededException',
  'ReplicatedWriteConflictException',
  'RequestLimitExceeded',
  'ResourceNotFoundException',
  'ThrottlingException',
  'TransactionCanceledException',
  'TransactionConflictException',
  'TransactionInProgressException',
];
const schemas = /[\\/]client-dynamodb[\\/]dist-es[\\/]schemas[\\/]schemas_0\.js$/;
const declared = /^export var (\w+)\$ = \[-3, n0,[^;]*;\nn0_registry\.registerError\(\1\$, \1\);\n/gm;

/** Without the errors of backups, exports, imports and global tables, which no function calls: 10 KB. */
const withItemErrors = (source: string): string =>
  source.replaceAll(declared, (lines, name: string) => (errorsOfItems.includes(name) ? lines : ''));

export const withoutUnusedModules: Plugin = {
  name: 'without-unused-modules',
  setup({ onLoad }) {
    onLoad({ filter: schemas }, async ({ path }) => ({ contents: withItemErrors(await readFile(path, 'utf8')) }));
    onLoad({ filter }, ({ path }) => {
      const module = path.replaceAll('\\', '/').split('/node_modules/').at(-1) ?? '';
      return { contents: (unusedModules[module] ?? []).map(empty).join('\n') };
    });
  },
};
