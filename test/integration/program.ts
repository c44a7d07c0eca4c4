import { join } from 'node:path';
import type { EnvironmentEvent } from '../../tools/start/events.ts';
import { ChildProgram, type ProgramResult } from '../support/child-program.ts';

export const root = join(import.meta.dirname, '..', '..');

export type { ProgramResult };

type EventOf<Name> = Extract<EnvironmentEvent, { event: Name }>;

/** `npm start -- --json` as a process, and its events. */
export class Environment {
  readonly pid: number;
  readonly ended: Promise<ProgramResult>;
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

  /** Resolves with the next event of that name, and discards those before it. Rejects if the program ends first. */
  async event<Name extends EnvironmentEvent['event']>(name: Name): Promise<EventOf<Name>> {
    const line = await this.#child.line((one) => (JSON.parse(one) as EnvironmentEvent).event === name);
    return JSON.parse(line) as EventOf<Name>;
  }

  signal(name: NodeJS.Signals): void {
    this.#child.process.kill(name);
  }

  /** Stops it like Ctrl-C. */
  async stop(): Promise<void> {
    this.signal('SIGINT');
    await this.ended;
  }
}

/** An environment started by another command, which must pass `--json`. */
export class LaunchedEnvironment extends Environment {
  constructor([executable = '', ...args]: readonly string[], variables: Variables) {
    super(args, root, () => child(args, root, variables, { executable, detached: true }));
  }

  /** Signals the whole process group, as a terminal does: the launcher, which may be npm, and its children. */
  override signal(name: NodeJS.Signals): void {
    process.kill(-this.pid, name);
  }
}

type Variables = Readonly<Record<string, string | undefined>>;

/** Runs a command-line program to its end. Variables that are undefined are unset. */
export const run = (program: string, args: readonly string[], variables: Variables = {}): Promise<ProgramResult> =>
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
