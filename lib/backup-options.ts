import type { Node } from 'constructs';
import { ContextError } from './context-error.ts';
import type { Stage } from './stage.ts';

/** Daily backups of a stage. */
export type BackupOptions = Readonly<{
  /** Protects backups from being deleted early: with `governance` special permission can do it, with `compliance` nobody can. */
  lock: 'governance' | 'compliance' | undefined;
  /** ARN of a vault, usually of another account, that gets a copy of every backup. */
  copyVault: string | undefined;
}>;

const vault = /^arn:aws[a-z-]*:backup:[a-z0-9-]+:\d{12}:backup-vault:[\w-]{2,50}$/;

/** Reads `-c backup=daily`, `-c vaultLock=…` and `-c copyVault=…`. Undefined without backups. */
export function backupFrom(node: Node, kind: Stage['kind']): BackupOptions | undefined {
  const value = String(node.tryGetContext('backup') ?? 'off');
  if (value !== 'off' && value !== 'daily')
    throw new ContextError(`backup "${value}" must be daily or off: cdk deploy -c backup=daily`);
  const options = { lock: lockFrom(node, kind), copyVault: copyVaultFrom(node) };
  if (value === 'daily') return options;
  if (options.lock === undefined && options.copyVault === undefined) return undefined;
  throw new ContextError(
    'vaultLock and copyVault are for stages with backups: cdk deploy -c backup=daily -c vaultLock=governance',
  );
}

function lockFrom(node: Node, kind: Stage['kind']): BackupOptions['lock'] {
  const lock = String(node.tryGetContext('vaultLock') ?? 'off');
  if (lock === 'off') return undefined;
  if (lock !== 'governance' && lock !== 'compliance') {
    throw new ContextError(
      `vaultLock "${lock}" must be governance, compliance or off: cdk deploy -c vaultLock=governance`,
    );
  }
  if (lock === 'compliance' && kind !== 'kept') {
    throw new ContextError(
      'vaultLock=compliance is for stages that keep their data, because the vault of this sandbox could not be deleted: -c vaultLock=governance',
    );
  }
  return lock;
}

function copyVaultFrom(node: Node): string | undefined {
  const given: unknown = node.tryGetContext('copyVault');
  if (given === undefined || vault.test(String(given))) return given === undefined ? undefined : String(given);
  throw new ContextError(
    `copyVault "${given}" is not the ARN of a backup vault: cdk deploy -c copyVault=arn:aws:backup:eu-west-1:210987654321:backup-vault:payments`,
  );
}
