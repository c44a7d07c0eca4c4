import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { EnvironmentEvent } from '../../tools/start/events.ts';

export const root = join(import.meta.dirname, '..', '..');

export type Ended = Readonly<{ code: number | null; stdout: string; stderr: string }>;

type Named<Name> = Extract<EnvironmentEvent, { event: Name }>;

/** `npm start -- --json` as a process of its own, and the events that it tells. */
export class Environment {
  readonly pid: number;
  readonly ended: Promise<Ended>;
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;
  readonly #told: EnvironmentEvent[] = [];
  #wake = Promise.withResolvers<void>();

  constructor(
    args: readonly string[],
    directory = root,
    start = () => child(['tools/start.ts', '--json', ...args], directory),
  ) {
    this.#child = start();
    this.pid = Number(this.#child.pid);
    this.ended = endOf(this.#child);
    createInterface(this.#child.stdout).on('line', (line) => {
      this.#told.push(JSON.parse(line) as EnvironmentEvent);
      this.#wake.resolve();
      this.#wake = Promise.withResolvers();
    });
  }

  /** The next event of that name, and none before it again. Rejects when the program ends without it. */
  async event<Name extends EnvironmentEvent['event']>(name: Name): Promise<Named<Name>> {
    for (;;) {
      const index = this.#told.findIndex(({ event }) => event === name);
      if (index >= 0) return this.#told.splice(0, index + 1)[index] as Named<Name>;
      const ended = await Promise.race([this.#wake.promise, this.ended]);
      if (ended) throw new Error(`it ended with ${ended.code}, without "${name}": ${ended.stderr}`);
    }
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** Stops it as Ctrl-C does. */
  async stop(): Promise<void> {
    this.signal('SIGINT');
    await this.ended;
  }
}

/** The same by a command of its own, which has to ask for `--json`. */
export class LaunchedEnvironment extends Environment {
  constructor([executable = '', ...args]: readonly string[], variables: Variables) {
    super(args, root, () => child(args, root, variables, { executable, detached: true }));
  }

  /** As a terminal does: to the launcher, which may be npm, and to what it launched. */
  override signal(name: NodeJS.Signals): void {
    process.kill(-this.pid, name);
  }
}

type Variables = Readonly<Record<string, string | undefined>>;

/** Runs a command line program to its end; a variable that is undefined is not set. */
export function run(program: string, args: readonly string[], variables: Variables = {}): Promise<Ended> {
  return endOf(child([program, ...args], root, variables));
}

function child(
  args: readonly string[],
  cwd: string,
  variables: Variables = {},
  { executable = process.execPath, detached = false } = {},
) {
  const env = { ...process.env, DYNAMODB_ENDPOINT: undefined, ...variables };
  return spawn(executable, args, { cwd, env, detached, stdio: ['ignore', 'pipe', 'pipe'] });
}

async function endOf(process: ReturnType<typeof child>): Promise<Ended> {
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
