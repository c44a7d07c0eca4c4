import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Node } from 'constructs';
import { type Auth, authFrom } from './auth.ts';
import { ContextError } from './context-error.ts';
import { type DomainOptions, domainFrom } from './domain-options.ts';
import { eventBusFrom } from './event-bus.ts';
import { logRetentionFrom } from './log-retention.ts';
import type { OptionName } from './option-names.ts';
import { type ProcessorOptions, processorFrom } from './processor-options.ts';
import { type SecurityOptions, securityFrom } from './security-options.ts';
import { stageNameFrom } from './stage-name.ts';
import { isOn } from './switch.ts';
import { tracingFrom } from './tracing-options.ts';
import { workerConcurrencyFrom } from './worker-concurrency.ts';

/** Configuration of one deployment of the service. */
export type Stage = Readonly<{
  /** Part of every stack, table and API name, so that one account can hold several stages. */
  name: string;
  /** `local` runs on this machine. The data of a `sandbox` is disposable; a `kept` stage must never lose its data. */
  kind: 'local' | 'sandbox' | 'kept';
  auth: Auth;
  /**
   * Partitions of the by-time indexes. One carries about 1,000 writes per second. Never lower it: entries in the dropped
   * partitions would disappear from lists.
   */
  indexShards: number;
  /**
   * Items that each counter is spread over, so that workers of several stream shards seldom write the same one. Never lower
   * it: what the dropped items counted would be missing from the metrics.
   */
  counterShards: number;
  /** Refuse payments of orders that do not exist. */
  strictOrders: boolean;
  /** Allow one live payment per order, across all endpoints and idempotency keys. */
  onePaymentPerOrder: boolean;
  processor: ProcessorOptions;
  /** Name of the EventBridge bus that gets every event. */
  eventBus: string | undefined;
  logLevel: LogLevel;
  /** New versions of functions that charge or refund get a tenth of the requests first. */
  hasCanary: boolean;
  /** Executions reserved for each worker. Undefined: they share those of the account. */
  workerConcurrency: number | undefined;
  logRetention: RetentionDays;
  /** Long answers are compressed for clients that accept gzip. */
  isCompressing: boolean;
  /** Requests, workers and webhooks are traced. */
  isTraced: boolean;
  security: SecurityOptions;
  /** The payment API's own domain name, besides the address that API Gateway gives it. */
  domain: DomainOptions | undefined;
  /** Throttling of each API method. Undefined: only the account's limits apply. */
  rateLimit: Readonly<{ perSecond: number; burst: number }> | undefined;
  /** Address of an AWS emulator, which serves all APIs under its own address. Undefined on AWS. */
  emulatorUrl: string | undefined;
}>;

const logLevels = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const;
type LogLevel = (typeof logLevels)[number];
const withMetrics: ReadonlySet<LogLevel> = new Set(['TRACE', 'DEBUG', 'INFO']);

/** Reads a stage from the context: `-c stage=sandbox`, `-c indexShards=4`, `-c rateLimit=100` … */
export function stageFrom(node: Node): Stage {
  const name = stageNameFrom(node);
  const kind = kindOf(name);
  const security = securityFrom(node, kind);
  return {
    name,
    kind,
    auth: authFrom(node, kind),
    indexShards: shardsFrom(node, 'indexShards', kind === 'kept' ? 4 : 1),
    counterShards: shardsFrom(node, 'counterShards', 1),
    strictOrders: isOn(node, 'strictOrders'),
    onePaymentPerOrder: isOn(node, 'onePaymentPerOrder'),
    isCompressing: isOn(node, 'compression', 'on'),
    logLevel: logLevelFrom(node, kind),
    rateLimit: rateLimitFrom(node),
    emulatorUrl: emulatorUrlFrom(node, kind),
    processor: processorFrom(node, kind),
    eventBus: eventBusFrom(node, kind),
    hasCanary: canaryFrom(node, kind),
    workerConcurrency: workerConcurrencyFrom(node),
    logRetention: logRetentionFrom(node, kind),
    isTraced: tracingFrom(node, kind),
    security,
    domain: domainFrom(node, { kind, security }),
  };
}

function shardsFrom(node: Node, name: OptionName, otherwise: number): number {
  const shards = Number(node.tryGetContext(name) ?? otherwise);
  if (Number.isInteger(shards) && shards >= 1 && shards <= 64) return shards;
  throw new ContextError(`${name} must be a whole number from 1 to 64: cdk deploy -c ${name}=4`);
}

/** Metrics are log lines of level INFO: at WARN and above they disappear and the alarms can never fire. */
function logLevelFrom(node: Node, kind: Stage['kind']): LogLevel {
  const value = String(node.tryGetContext('logLevel') ?? 'INFO');
  const level = logLevels.find((each) => each === value.toUpperCase());
  if (level !== undefined && kind === 'kept' && !withMetrics.has(level)) {
    throw new ContextError(
      `logLevel "${value}" would drop the metrics that the alarms of this stage need: cdk deploy -c logLevel=INFO`,
    );
  }
  if (level !== undefined) return level;
  throw new ContextError(`logLevel "${value}" must be one of ${logLevels.join(', ')}: cdk deploy -c logLevel=INFO`);
}

function canaryFrom(node: Node, kind: Stage['kind']): boolean {
  const canary = isOn(node, 'canary');
  if (canary && (kind === 'local' || node.tryGetContext('emulatorUrl') !== undefined)) {
    throw new ContextError(
      'canary is for stages on AWS, because CodeDeploy moves the requests: leave out -c canary=on',
    );
  }
  return canary;
}

function rateLimitFrom(node: Node): Stage['rateLimit'] {
  if (!isOn(node, 'rateLimitEnabled', 'on')) return undefined;
  const limit = (name: OptionName, otherwise: number) => {
    const value = Number(node.tryGetContext(name) ?? otherwise);
    if (Number.isInteger(value) && value >= 1) return value;
    throw new ContextError(`${name} must be a whole number of at least 1: cdk deploy -c ${name}=${otherwise}`);
  };
  return { perSecond: limit('rateLimit', 500), burst: limit('rateBurst', 1000) };
}

function emulatorUrlFrom(node: Node, kind: Stage['kind']): string | undefined {
  const given: unknown = node.tryGetContext('emulatorUrl');
  if (given === undefined) return undefined;
  if (kind === 'kept')
    throw new ContextError('emulatorUrl is only for local and sandbox stages: cdk deploy -c stage=sandbox');
  const { protocol, origin } = URL.parse(String(given)) ?? {};
  if (origin !== undefined && /^https?:$/.test(protocol ?? '')) return origin;
  throw new ContextError(
    `emulatorUrl "${given}" is not an http address: cdk deploy -c emulatorUrl=http://localhost:4566`,
  );
}

/** Only `local`, `sandbox` and `sandbox-<anything>` are disposable. Every other name is a kept stage. */
export function kindOf(stageName: string): Stage['kind'] {
  if (stageName === 'local') return 'local';
  return /^sandbox(-|$)/.test(stageName) ? 'sandbox' : 'kept';
}
