import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { CommandRefusal } from '../process/command.ts';

/** An engine that is already running, or a program that starts one. */
export type EngineLocation = Readonly<{ endpoint: string } | { binary: string }>;

type Platform = Readonly<{
  env: Readonly<Record<string, string | undefined>>;
  platform: string;
  arch: string;
  /** Resolves a module path to a file. */
  resolve: (path: string) => string | undefined;
  exists: (file: string) => boolean;
}>;

const here: Platform = {
  env: process.env,
  platform: process.platform,
  arch: process.arch,
  resolve(path) {
    try {
      return createRequire(import.meta.url).resolve(path);
    } catch {
      return undefined;
    }
  },
  exists: existsSync,
};

/** Finds the DynamoDB engine: DYNAMODB_ENDPOINT, else the installed package, else the PATH. Throws Refusal. */
export function findEngine({ env, platform, arch, resolve, exists } = here): EngineLocation {
  if (env.DYNAMODB_ENDPOINT) return { endpoint: httpAddress(env.DYNAMODB_ENDPOINT) };
  const program = platform === 'win32' ? 'dynoxide.exe' : 'dynoxide';
  const packageName = `@dynoxide/${platform}-${arch}`;
  const manifest = resolve(`${packageName}/package.json`);
  const folders = [...(manifest ? [dirname(manifest)] : []), ...(env.PATH ?? '').split(delimiter).filter(Boolean)];
  const binary = folders.map((folder) => join(folder, program)).find(exists);
  if (binary) return { binary };
  throw new CommandRefusal(
    `There is no DynamoDB engine for ${platform}-${arch}. Either run "npm ci" without --omit=optional (package ${packageName}), ` +
      'or put dynoxide on the PATH (https://github.com/nubo-db/dynoxide), ' +
      'or set DYNAMODB_ENDPOINT to a running one, such as DynamoDB Local.',
    1,
  );
}

function httpAddress(given: string): string {
  if (/^https?:$/.test(URL.parse(given)?.protocol ?? '')) return given;
  throw new CommandRefusal(
    `DYNAMODB_ENDPOINT=${given} is not an http address: write it like http://localhost:8000, or unset it.`,
  );
}
