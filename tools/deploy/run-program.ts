import { type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { basename, dirname, join } from 'node:path';
import { CommandRefusal } from '../../hermetic/process/command.ts';

export const root = join(import.meta.dirname, '../..');

export type ProgramEnvironment = Readonly<Record<string, string | undefined>>;

/** Puts this Node first on the PATH, for programs that start `node`. */
export function withThisNode(env: ProgramEnvironment): ProgramEnvironment {
  const name = Object.keys(env).find((one) => one.toUpperCase() === 'PATH') ?? 'PATH';
  const separator = process.platform === 'win32' ? ';' : ':';
  return { ...env, [name]: [dirname(process.execPath), env[name]].filter(Boolean).join(separator) };
}

/** Runs a program on this terminal until it ends. Throws Refusal if it fails. */
export async function runProgram(
  file: string,
  args: readonly string[],
  env: ProgramEnvironment,
  options: SpawnOptions = {},
): Promise<void> {
  const child = spawn(file, args, { cwd: root, stdio: 'inherit', env: withThisNode(env), ...options });
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  if (code !== 0) throw new CommandRefusal(`${programName([file, ...args])} ended with ${signal ?? code}.`, 1);
}

/** The program and its first argument, for messages: `cdk deploy`. */
const programName = (words: readonly string[]): string =>
  words
    .filter((word) => word !== process.execPath)
    .slice(0, 2)
    .map((word) => basename(word))
    .join(' ');

/** Runs a Node program. */
export const runNode = (args: readonly string[], env: ProgramEnvironment): Promise<void> =>
  runProgram(process.execPath, args, env);
