import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { EnvironmentEvent } from '../../tools/start/events.ts';

export const root = join(import.meta.dirname, '..', '..');

export type ProgramResult = Readonly<{ code: number | null; stdout: string; stderr: string }>;

type EventOf<Name> = Extract<EnvironmentEvent, { event: Name }>;

/** `npm start -- --json` as a process, and its events. */
export class Environment {
  readonly pid: number;
  readonly ended: Promise<ProgramResult>;
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;
  readonly #events: EnvironmentEvent[] = [];
  #wake = Promise.withResolvers<void>();

  constructor(args: readonly string[], directory = root) {
    this.#child = child(['tools/start.ts', '--json', ...args], directory);
    this.pid = Number(this.#child.pid);
    this.ended = endOf(this.#child);
    createInterface(this.#child.stdout).on('line', (line) => {
      this.#events.push(JSON.parse(line) as EnvironmentEvent);
      this.#wake.resolve();
      this.#wake = Promise.withResolvers();
    });
  }

  /** Resolves with the next event of that name, and discards those before it. Rejects if the program ends first. */
  async event<Name extends EnvironmentEvent['event']>(name: Name): Promise<EventOf<Name>> {
    for (;;) {
      const index = this.#events.findIndex(({ event }) => event === name);
      if (index >= 0) return this.#events.splice(0, index + 1)[index] as EventOf<Name>;
      const ended = await Promise.race([this.#wake.promise, this.ended]);
      if (ended) throw new Error(`it ended with ${ended.code}, without "${name}": ${ended.stderr}`);
    }
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** Stops it like Ctrl-C. */
  async stop(): Promise<void> {
    this.signal('SIGINT');
    await this.ended;
  }
}

type Variables = Readonly<Record<string, string | undefined>>;

/** Runs a command-line program to its end. Variables that are undefined are unset. */
export function run(program: string, args: readonly string[], variables: Variables = {}): Promise<ProgramResult> {
  return endOf(child([program, ...args], root, variables));
}

function child(args: readonly string[], cwd: string, variables: Variables = {}) {
  const env = { ...process.env, DYNAMODB_ENDPOINT: undefined, ...variables };
  return spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
}

async function endOf(process: ReturnType<typeof child>): Promise<ProgramResult> {
  let [stdout, stderr] = ['', ''];
  process.stdout.on('data', (text) => {
    stdout += text;
  });
  process.stderr.on('data', (text) => {
    stderr += text;
  });
  const [code] = (await once(process, 'close')) as [number | null];
  return { code, stdout, stderr };
}
