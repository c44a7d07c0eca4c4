import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { charge } from './load.ts';

/** A running server under test. */
export type Server = Readonly<{
  name: string;
  charges: URL;
  /** Its root processes; their descendants count too. */
  processes: readonly number[];
  /** Resolves when all asynchronous work after the requests is done. */
  settled?: () => Promise<unknown>;
  stop: () => Promise<void>;
}>;

/** `engineOwner` is the process whose descendants include the DynamoDB engine. */
export type ServerContext = Readonly<{ directory: string; dynamodbEndpoint: string; engineOwner: number }>;

const startTimeoutMs = 30_000;

/** Resolves once the server accepts a charge. Rejects with its last output if it exits or exceeds the time limit. */
export async function waitUntilReady(url: URL, child: ChildProcess): Promise<void> {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output = (output + text).slice(-2_000);
    });
  }
  const until = Date.now() + startTimeoutMs;
  while (Date.now() < until && child.exitCode === null) {
    if ((await charge(url).catch(() => 0)) === 201) return;
    await sleep(100);
  }
  child.kill('SIGKILL');
  throw new Error(output.trim().split('\n').slice(-5).join(' ') || `no response from ${url}`);
}

/** Sends SIGTERM, and SIGKILL after five seconds. */
export async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await once(child, 'exit');
  clearTimeout(timer);
}
