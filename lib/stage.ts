import type { Node } from 'constructs';

/** Where and how strictly one copy of the service runs. */
export type Stage = Readonly<{
  /** In every stack, table and API name: one account holds several stages. */
  name: string;
  /** `local` on this machine; `sandbox` holds data that may be thrown away; `kept` holds data that may not. */
  kind: 'local' | 'sandbox' | 'kept';
  /** Partitions of the by-time indexes; one carries about 1,000 writes a second. Never lower it. */
  indexShards: number;
  /** Payments of an order that does not exist are refused. */
  strictOrders: boolean;
  logLevel: string;
}>;

const named = /^[a-z][a-z0-9-]{0,30}$/;

/** The stage that the context asks for: `-c stage=sandbox`, `-c indexShards=4`, `-c strictOrders=true`. */
export function stageFrom(node: Node): Stage {
  const name = String(node.tryGetContext('stage') ?? 'sandbox');
  if (!named.test(name)) {
    throw new Error(`stage "${name}" must be lower-case letters, digits and dashes: cdk deploy -c stage=sandbox`);
  }
  const kind = kindOf(name);
  const indexShards = Number(node.tryGetContext('indexShards') ?? (kind === 'kept' ? 4 : 1));
  if (!Number.isInteger(indexShards) || indexShards < 1 || indexShards > 64) {
    throw new Error(`indexShards must be a whole number from 1 to 64: cdk deploy -c indexShards=4`);
  }
  return {
    name,
    kind,
    indexShards,
    strictOrders: String(node.tryGetContext('strictOrders') ?? 'false') === 'true',
    logLevel: String(node.tryGetContext('logLevel') ?? 'INFO'),
  };
}

/** `sandbox` and `sandbox-<anything>` may lose their data; every name that is not known to be disposable is kept. */
export function kindOf(stageName: string): Stage['kind'] {
  if (stageName === 'local') return 'local';
  return /^sandbox(-|$)/.test(stageName) ? 'sandbox' : 'kept';
}
