import { randomUUID } from 'node:crypto';
import type { DeclaredFunction } from '../template/declared.ts';
import { ExecutionEnvironment } from './execution-environment.ts';
import type { FaultSource, InjectedFault } from './fault-source.ts';
import type { Inspection } from './inspection.ts';
import { type FunctionLog, InvocationRefused, type InvocationResult, refuseLargeEvent } from './invocation.ts';
import { WaitingLine } from './waiting-line.ts';

export type PoolOptions = Readonly<{
  /** Variables that every function gets besides those of its template. */
  functionEnvironment: Readonly<Record<string, string>>;
  /** Further ones of one function, by its name; they win. */
  variablesOf?: ((functionName: string) => Readonly<Record<string, string>>) | undefined;
  /** Execution environments of one function at a time; further requests wait in line. */
  concurrency: number;
  /** How long a process may wait for its next invocation; a minute unless said otherwise. */
  idleLimitMs?: number;
  log: FunctionLog;
  /** Puts the function's code into its folder, before the function is first called. */
  prepareCode?: ((declared: DeclaredFunction) => Promise<void>) | undefined;
  /** How far functions' `Date` is ahead of the real time; not at all if left out. */
  clockOffsetMs?: () => number;
  /** Injected faults; none if left out. */
  faults?: FaultSource;
  /** How functions are debugged; they are not if left out. */
  inspection?: Inspection | undefined;
}>;

/** Options of one invocation, besides its event. */
export type InvokeOptions = Readonly<{
  /** Aborted once nobody waits for the answer: an invocation that has not begun is left out then. */
  gaveUp?: AbortSignal | undefined;
  /** Faults that a test asked for with this request. */
  faults?: readonly InjectedFault[] | undefined;
}>;

type Idle = Readonly<{ environment: ExecutionEnvironment; timer: NodeJS.Timeout }>;

/** The execution environments of one function. */
export class FunctionPool {
  readonly #declared: DeclaredFunction;
  readonly #options: PoolOptions;
  readonly #busy = new Set<ExecutionEnvironment>();
  /** Used last, used next: so the others may end. */
  readonly #idle: Idle[] = [];
  readonly #line: WaitingLine<ExecutionEnvironment>;
  readonly #drained = Promise.withResolvers<void>();
  #retired: boolean;
  #killed: boolean;
  #hasCode: boolean;
  /** Invocations that were accepted and wait for the code. */
  #preparing = 0;

  constructor(declared: DeclaredFunction, options: PoolOptions) {
    this.#declared = declared;
    this.#options = options;
    this.#line = new WaitingLine(declared.name);
    this.#retired = false;
    this.#killed = false;
    this.#hasCode = options.prepareCode === undefined;
  }

  get name(): string {
    return this.#declared.name;
  }

  /** Invokes the function with an event in JSON text. Rejects with InvocationRefused when Lambda would not take it. */
  async invoke(
    event: string,
    traceId: string,
    { gaveUp, faults: asked = [] }: InvokeOptions = {},
  ): Promise<InvocationResult> {
    const bytes = refuseLargeEvent(event);
    const environment = await this.#acquire(bytes, gaveUp);
    const requestId = randomUUID();
    const faults = await this.#faultsIn(environment, requestId, asked);
    const result = await environment.invoke({ requestId, event, traceId, faults });
    if (faults !== undefined) this.#options.faults?.end(requestId);
    this.#release(environment);
    return result;
  }

  #faultsIn(environment: ExecutionEnvironment, id: string, ofRequest: readonly InjectedFault[]) {
    const { faults } = this.#options;
    return faults?.begin({
      id,
      functionName: this.#declared.name,
      environment: { ...this.#declared.environment, ...this.#variables() },
      process: { kill: () => environment.crash(), freeze: (ms) => environment.freeze(ms) },
      ofRequest,
    });
  }

  /** Takes no new work; resolves when what was accepted has been answered and every process is gone. */
  async retire(): Promise<void> {
    this.#retired = true;
    const idle = this.#idle.splice(0);
    for (const { timer } of idle) clearTimeout(timer);
    await Promise.all(idle.map(({ environment }) => environment.end()));
    if (this.#isDrained) this.#drained.resolve();
    await this.#drained.promise;
  }

  /** Ends every process now, whatever it does; what waited in line is refused. */
  async kill(): Promise<void> {
    this.#killed = true;
    this.#line.refuseAll('is being stopped');
    const ending = [...this.#busy].map((environment) => environment.end());
    await Promise.all([...ending, this.retire()]);
  }

  async #acquire(bytes: number, gaveUp?: AbortSignal): Promise<ExecutionEnvironment> {
    if (this.#retired) throw new InvocationRefused(429, `${this.#declared.name} has been stopped`);
    if (!this.#hasCode) {
      this.#preparing += 1;
      const problem = await this.#prepare();
      this.#preparing -= 1;
      if (problem !== undefined) {
        if (this.#retired && this.#isDrained) this.#drained.resolve();
        throw problem;
      }
    }
    for (let warm = this.#idle.pop(); warm !== undefined; warm = this.#idle.pop()) {
      clearTimeout(warm.timer);
      if (warm.environment.alive) return this.#use(warm.environment);
    }
    if (this.#busy.size < this.#options.concurrency) return this.#use(this.#start());
    return this.#line.wait(bytes, gaveUp);
  }

  /** Gives what keeps the function from being called. */
  async #prepare(): Promise<unknown> {
    try {
      await this.#options.prepareCode?.(this.#declared);
      this.#hasCode = true;
      return this.#killed ? this.#stopping() : undefined;
    } catch (error) {
      return error;
    }
  }

  /** Nothing that was accepted is left to do. */
  get #isDrained(): boolean {
    return this.#busy.size === 0 && this.#preparing === 0;
  }

  #stopping(): InvocationRefused {
    return new InvocationRefused(429, `${this.#declared.name} is being stopped`);
  }

  #release(environment: ExecutionEnvironment): void {
    this.#busy.delete(environment);
    const next = this.#line.next();
    if (next !== undefined) {
      next.resolve(this.#use(environment.alive ? environment : this.#start()));
    } else if (this.#retired) {
      void this.#leave(environment);
    } else if (environment.alive) {
      const { idleLimitMs = 60_000 } = this.#options;
      const timer = setTimeout(() => this.#expire(environment), idleLimitMs).unref();
      this.#idle.push({ environment, timer });
    }
  }

  async #leave(environment: ExecutionEnvironment): Promise<void> {
    const isLast = this.#isDrained;
    await environment.end();
    if (isLast) this.#drained.resolve();
  }

  #expire(environment: ExecutionEnvironment): void {
    const index = this.#idle.findIndex((idle) => idle.environment === environment);
    this.#idle.splice(index, 1);
    void environment.end();
  }

  #use(environment: ExecutionEnvironment): ExecutionEnvironment {
    this.#busy.add(environment);
    return environment;
  }

  #variables(): Readonly<Record<string, string>> {
    const { functionEnvironment, variablesOf, inspection } = this.#options;
    return { ...functionEnvironment, ...variablesOf?.(this.name), ...inspection?.variables };
  }

  #start(): ExecutionEnvironment {
    const { log, clockOffsetMs, inspection } = this.#options;
    return new ExecutionEnvironment(this.#declared, this.#variables(), log, clockOffsetMs, inspection?.execArgv);
  }
}
