import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { curlByFetch } from './curl-by-fetch.ts';
import type { DocumentedCommand } from './documented.ts';

export type CommandResponse = Readonly<{ status: number; body: string }>;

const run = promisify(execFile);

/** Whether this machine has bash and curl, which the documents assume. */
export const hasCurl: boolean = await run('bash', ['-c', 'command -v curl']).then(
  () => true,
  () => false,
);

/** URL for each documented port. They differ only if the port is taken. */
export type ServedPorts = Readonly<Record<8000 | 8001 | 8002 | 8082, string>>;

/** Runs a documented command in a shell, verbatim except for its port. */
export async function runCommand(
  { command }: Pick<DocumentedCommand, 'command'>,
  served: ServedPorts,
): Promise<CommandResponse> {
  const addressed = addressedTo(served, command);
  if (!hasCurl) return curlByFetch(addressed);
  const home = await mkdtemp(join(tmpdir(), 'curl-'));
  try {
    // curl prints the status because of a settings file, so that the documented command need not change.
    await writeFile(join(home, '.curlrc'), 'silent\nshow-error\nwrite-out = "\\n%{http_code}"\n');
    const { stdout } = await run('bash', ['-c', addressed], { env: { PATH: process.env.PATH, CURL_HOME: home } });
    const end = stdout.lastIndexOf('\n');
    return { status: Number(stdout.slice(end + 1)), body: stdout.slice(0, end) };
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/** Runs a documented script; resolves with its output. Without Python, its JSON is not indented. */
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

/** Differences between an answer and the documented one. */
export function mismatchesOf({ status, holds }: DocumentedCommand, shown: CommandResponse): string[] {
  const missing = holds.filter((text) =>
    typeof text === 'string' ? !shown.body.includes(text) : !text.test(shown.body),
  );
  return [
    ...(shown.status === status ? [] : [`status ${shown.status} instead of ${status}`]),
    ...missing.map((text) => `no ${text} in ${shown.body}`),
  ];
}
