import type { Node } from 'constructs';
import { type Auth, authFrom } from './auth.ts';
import { ContextError } from './context-error.ts';
import { type ProcessorOptions, processorFrom } from './processor-options.ts';
import { stageNameFrom } from './stage-name.ts';

/** Where and how strictly one copy of the service runs. */
export type Stage = Readonly<{
  /** In every stack, table and API name: one account holds several stages. */
  name: string;
  /** `local` on this machine; `sandbox` holds data that may be thrown away; `kept` holds data that may not. */
  kind: 'local' | 'sandbox' | 'kept';
  /** How callers of the API say who they are. */
  auth: Auth;
  /** Partitions of the by-time indexes; one carries about 1,000 writes a second. Never lower it. */
  indexShards: number;
  /** Payments of an order that does not exist are refused. */
  strictOrders: boolean;
  /** An order has one live payment, by whatever endpoint and key. */
  onePaymentPerOrder: boolean;
  processor: ProcessorOptions;
  logLevel: LogLevel;
  /** What each method of the API takes at most; undefined where nothing is limited but by the account. */
  rateLimit: Readonly<{ perSecond: number; burst: number }> | undefined;
  /** Where functions reach an emulator of AWS, which serves APIs under its own address; undefined on AWS. */
  emulatorUrl: string | undefined;
}>;

const logLevels = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const;
type LogLevel = (typeof logLevels)[number];
const withMetrics: ReadonlySet<LogLevel> = new Set(['TRACE', 'DEBUG', 'INFO']);

/** The stage that the context asks for: `-c stage=sandbox`, `-c indexShards=4`, `-c rateLimit=100` … */
export function stageFrom(node: Node): Stage {
  const name = stageNameFrom(node);
  const kind = kindOf(name);
  const indexShards = Number(node.tryGetContext('indexShards') ?? (kind === 'kept' ? 4 : 1));
  if (!Number.isInteger(indexShards) || indexShards < 1 || indexShards > 64) {
    throw new ContextError(`indexShards must be a whole number from 1 to 64: cdk deploy -c indexShards=4`);
  }
  return {
    name,
    kind,
    auth: authFrom(node, kind),
    indexShards,
    strictOrders: String(node.tryGetContext('strictOrders') ?? 'false') === 'true',
    onePaymentPerOrder: isOn(node, 'onePaymentPerOrder'),
    logLevel: logLevelFrom(node, kind),
    rateLimit: rateLimitFrom(node),
    emulatorUrl: emulatorUrlFrom(node, kind),
    processor: processorFrom(node, kind),
  };
}

/** Metrics are lines of the level INFO, and alarms are made of metrics: a stage that is kept has them. */
function logLevelFrom(node: Node, kind: Stage['kind']): LogLevel {
  const asked = String(node.tryGetContext('logLevel') ?? 'INFO');
  const level = logLevels.find((each) => each === asked.toUpperCase());
  if (level !== undefined && kind === 'kept' && !withMetrics.has(level)) {
    throw new ContextError(
      `logLevel "${asked}" would end the metrics that alarms are made of: cdk deploy -c logLevel=INFO`,
    );
  }
  if (level !== undefined) return level;
  throw new ContextError(`logLevel "${asked}" must be one of ${logLevels.join(', ')}: cdk deploy -c logLevel=INFO`);
}

function isOn(node: Node, name: string): boolean {
  const asked = String(node.tryGetContext(name) ?? 'off');
  if (asked === 'on' || asked === 'off') return asked === 'on';
  throw new ContextError(`${name} "${asked}" must be on or off: cdk deploy -c ${name}=on`);
}

function rateLimitFrom(node: Node): Stage['rateLimit'] {
  if (String(node.tryGetContext('rateLimitEnabled') ?? 'true').toLowerCase() === 'false') return undefined;
  const limit = (name: string, otherwise: number) => {
    const value = Number(node.tryGetContext(name) ?? otherwise);
    if (Number.isInteger(value) && value >= 1) return value;
    throw new ContextError(`${name} must be a whole number from 1: cdk deploy -c ${name}=${otherwise}`);
  };
  return { perSecond: limit('rateLimit', 500), burst: limit('rateBurst', 1000) };
}

function emulatorUrlFrom(node: Node, kind: Stage['kind']): string | undefined {
  const given: unknown = node.tryGetContext('emulatorUrl');
  if (given === undefined) return undefined;
  if (kind === 'kept')
    throw new ContextError('emulatorUrl is for stages whose data may be thrown away: -c stage=sandbox');
  const { protocol, origin } = URL.parse(String(given)) ?? {};
  if (origin !== undefined && /^https?:$/.test(protocol ?? '')) return origin;
  throw new ContextError(
    `emulatorUrl "${given}" is not an http address: cdk deploy -c emulatorUrl=http://localhost:4566`,
  );
}

/** `sandbox` and `sandbox-<anything>` may lose their data; every name that is not known to be disposable is kept. */
export function kindOf(stageName: string): Stage['kind'] {
  if (stageName === 'local') return 'local';
  return /^sandbox(-|$)/.test(stageName) ? 'sandbox' : 'kept';
}
