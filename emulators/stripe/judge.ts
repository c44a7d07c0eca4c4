import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CommandRefusal } from '../../hermetic/process/command.ts';
import { endProcess } from '../../hermetic/process/processes.ts';
import { root } from '../../tools/deploy/run-program.ts';

/** A running process of an independent Stripe emulator. */
export type Judge = Readonly<{ name: string; url: string; log: string; end: () => Promise<void> }>;

export const directory = join(root, '.build', 'stripe-judges');

const startMs = 60_000;
const endMs = 5_000;

/** Starts a program on a free port of the loopback interface and waits until it answers. */
export async function startJudge(
  name: string,
  program: string,
  argsOf: (port: number) => readonly string[],
): Promise<Judge> {
  mkdirSync(directory, { recursive: true });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const log = join(directory, `${name}.log`);
  const output = openSync(log, 'w');
  // Without the shell's variables, so that it sees neither a proxy nor a real key.
  const env = { PATH: process.env.PATH, HOME: directory };
  const child = spawn(program, argsOf(port), { stdio: ['ignore', output, output], env });
  await once(child, 'spawn').catch((cause: unknown) => {
    throw new CommandRefusal(`${name} did not start.`, 1, { cause });
  });
  const deadline = Date.now() + startMs;
  while (!(await answers(url))) {
    if (child.exitCode !== null) throw new CommandRefusal(`${name} did not start:\n${readFileSync(log, 'utf8')}`, 1);
    if (Date.now() > deadline) throw new CommandRefusal(`${name} does not answer at ${url}: see ${log}`, 1);
    await sleep(50);
  }
  const { pid } = child;
  return { name, url, log, end: async () => (pid === undefined ? undefined : endProcess(pid, endMs)) };
}

const answers = (url: string): Promise<boolean> =>
  fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
    () => true,
    () => false,
  );

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return address.port;
}
