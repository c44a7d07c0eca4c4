import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { curlByFetch } from './curl-by-fetch.ts';
import type { DocumentedCommand } from './documented.ts';

export type CommandResponse = Readonly<{ status: number; body: string }>;

const run = promisify(execFile);

/** Whether this machine has what the documents take for granted. */
export const hasCurl: boolean = await run('bash', ['-c', 'command -v curl']).then(
  () => true,
  () => false,
);

/** Where each documented port is served: the same ports, unless something else holds them. */
export type ServedPorts = Readonly<Record<8000 | 8001 | 8002 | 8082, string>>;

/** Runs a documented command in a shell, as it stands; only its address changes if the ports had to. */
export async function runCommand(
  { command }: Pick<DocumentedCommand, 'command'>,
  served: ServedPorts,
): Promise<CommandResponse> {
  const addressed = addressedTo(served, command);
  if (!hasCurl) return curlByFetch(addressed);
  const home = await mkdtemp(join(tmpdir(), 'curl-'));
  try {
    // The documented command is left alone: curl is told to print the status by its own settings file.
    await writeFile(join(home, '.curlrc'), 'silent\nshow-error\nwrite-out = "\\n%{http_code}"\n');
    const { stdout } = await run('bash', ['-c', addressed], { env: { PATH: process.env.PATH, CURL_HOME: home } });
    const end = stdout.lastIndexOf('\n');
    return { status: Number(stdout.slice(end + 1)), body: stdout.slice(0, end) };
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/** Runs a documented script, and gives what it printed. Where there is no Python to indent its JSON, it stays as it is. */
export async function runScript(script: string, served: ServedPorts): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'script-'));
  try {
    const python = 'command -v python3 >/dev/null && exec python3 "$@" || exec cat';
    await writeFile(join(home, 'python'), `#!/bin/sh\n${python}\n`, { mode: 0o755 });
    const PATH = `${home}:${process.env.PATH}`;
    const { stdout } = await run('bash', ['-c', addressedTo(served, script)], { env: { PATH, CURL_HOME: home } });
    return stdout;
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

const addressedTo = (served: ServedPorts, text: string) =>
  text.replace(/http:\/\/localhost:(8000|8001|8002|8082)/g, (_, port: `${keyof ServedPorts}`) => served[port]);

/** What is wrong with an answer, or nothing. */
export function mismatchesOf({ status, holds }: DocumentedCommand, shown: CommandResponse): string[] {
  const missing = holds.filter((text) =>
    typeof text === 'string' ? !shown.body.includes(text) : !text.test(shown.body),
  );
  return [
    ...(shown.status === status ? [] : [`status ${shown.status} instead of ${status}`]),
    ...missing.map((text) => `no ${text} in ${shown.body}`),
  ];
}
