import { join } from 'node:path';
import type { EnvironmentEvent } from '../../tools/start/events.ts';
import { ChildProgram, type Ended } from '../support/child-program.ts';

export const root = join(import.meta.dirname, '..', '..');

export type { Ended };

type Named<Name> = Extract<EnvironmentEvent, { event: Name }>;

/** `npm start -- --json` as a process of its own, and the events that it tells. */
export class Environment {
  readonly pid: number;
  readonly ended: Promise<Ended>;
  readonly #child: ChildProgram;

  constructor(
    args: readonly string[],
    directory = root,
    start = () => child(['tools/start.ts', '--json', ...args], directory),
  ) {
    this.#child = start();
    this.pid = Number(this.#child.process.pid);
    this.ended = this.#child.ended;
  }

  /** The next event of that name, and none before it again. Rejects when the program ends without it. */
  async event<Name extends EnvironmentEvent['event']>(name: Name): Promise<Named<Name>> {
    const line = await this.#child.line((one) => (JSON.parse(one) as EnvironmentEvent).event === name);
    return JSON.parse(line) as Named<Name>;
  }

  signal(name: NodeJS.Signals): void {
    this.#child.process.kill(name);
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
export const run = (program: string, args: readonly string[], variables: Variables = {}): Promise<Ended> =>
  child([program, ...args], root, variables).ended;

const child = (
  args: readonly string[],
  cwd: string,
  variables: Variables = {},
  { executable = process.execPath, detached = false } = {},
): ChildProgram =>
  new ChildProgram(args, {
    cwd,
    executable,
    detached,
    env: { ...process.env, DYNAMODB_ENDPOINT: undefined, ...variables },
  });
