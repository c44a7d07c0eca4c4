import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { charge } from './load.ts';

/** A server that takes charges. */
export type Server = Readonly<{
  name: string;
  charges: URL;
  /** All processes that work for it, and those that they started. */
  processes: readonly number[];
  /** Resolves when it has done all that follows from what it was sent. */
  settled?: () => Promise<unknown>;
  stop: () => Promise<void>;
}>;

/** What a server needs: a directory for its data, and the DynamoDB that the others have. */
export type Surroundings = Readonly<{ directory: string; dynamodbEndpoint: string; engineOwner: number }>;

const patienceMs = 30_000;

/** Resolves when a server has taken a charge; rejects with what it said last if it ends, or does not in time. */
export async function takesCharges(url: URL, child: ChildProcess): Promise<void> {
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-2_000);
    });
  }
  const until = Date.now() + patienceMs;
  while (Date.now() < until && child.exitCode === null) {
    if ((await charge(url).catch(() => 0)) === 201) return;
    await sleep(100);
  }
  child.kill('SIGKILL');
  throw new Error(said.trim().split('\n').slice(-5).join(' ') || `no answer from ${url}`);
}

export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const patience = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await once(child, 'exit');
  clearTimeout(patience);
}
