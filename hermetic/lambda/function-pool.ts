import { randomUUID } from 'node:crypto';
import type { FunctionDefinition } from '../template/app-definition.ts';
import { ExecutionEnvironment } from './execution-environment.ts';
import type { FaultSource, InjectedFault } from './fault-source.ts';
import type { Inspection } from './inspection.ts';
import { type FunctionLog, InvocationRefusal, type InvocationResult, refuseLargeEvent } from './invocation.ts';
import { InvocationQueue } from './invocation-queue.ts';

export type PoolOptions = Readonly<{
  /** Variables that every function gets in addition to its template's. */
  functionEnvironment: Readonly<Record<string, string>>;
  /** Further variables of one function, by its name; they take precedence. */
  variablesOf?: ((functionName: string) => Readonly<Record<string, string>>) | undefined;
  /** Processes of one function; further invocations wait in a queue. */
  concurrency: number;
  /** How long an idle process is kept; a minute if left out. */
  idleLimitMs?: number;
  log: FunctionLog;
  /** Builds the function's code before its first call. */
  prepareCode?: ((definition: FunctionDefinition) => Promise<void>) | undefined;
  /** How far `Date` in functions is ahead of real time. */
  clockOffsetMs?: () => number;
  /** Fault injection. */
  faults?: FaultSource;
  /** Debugging of the functions. */
  inspection?: Inspection | undefined;
}>;

/** Options of one invocation. */
export type InvokeOptions = Readonly<{
  /** Aborted when the caller has gone: an invocation that has not started is dropped then. */
  signal?: AbortSignal | undefined;
  /** Faults for this invocation alone. */
  faults?: readonly InjectedFault[] | undefined;
}>;

type IdleEnvironment = Readonly<{ environment: ExecutionEnvironment; timer: NodeJS.Timeout }>;

/** The processes of one function. */
export class FunctionPool {
  readonly #definition: FunctionDefinition;
  readonly #options: PoolOptions;
  readonly #busy = new Set<ExecutionEnvironment>();
  /** A stack: the most recently used process is reused first, so that the others become idle and end. */
  readonly #idle: IdleEnvironment[] = [];
  readonly #queue: InvocationQueue<ExecutionEnvironment>;
  readonly #drained = Promise.withResolvers<void>();
  #retired: boolean;
  #killed: boolean;
  #hasCode: boolean;
  /** Number of accepted invocations that wait for the code to be built. */
  #preparing = 0;

  constructor(definition: FunctionDefinition, options: PoolOptions) {
    this.#definition = definition;
    this.#options = options;
    this.#queue = new InvocationQueue(definition.name);
    this.#retired = false;
    this.#killed = false;
    this.#hasCode = options.prepareCode === undefined;
  }

  get name(): string {
    return this.#definition.name;
  }

  /** Invokes the function with an event as JSON text. Rejects with InvocationRefusal if Lambda would refuse it. */
  async invoke(
    event: string,
    traceId: string,
    { signal, faults: asked = [] }: InvokeOptions = {},
  ): Promise<InvocationResult> {
    const bytes = refuseLargeEvent(event);
    const environment = await this.#acquire(bytes, signal);
    const requestId = randomUUID();
    const faults = await this.#faultsIn(environment, requestId, asked);
    const result = await environment.invoke({ requestId, event, traceId, faults });
    if (faults !== undefined) this.#options.faults?.end(requestId);
    this.#release(environment);
    return result;
  }

  #faultsIn(environment: ExecutionEnvironment, id: string, requestFaults: readonly InjectedFault[]) {
    const { faults } = this.#options;
    return faults?.begin({
      id,
      functionName: this.#definition.name,
      environment: { ...this.#definition.environment, ...this.#variables() },
      process: { kill: () => environment.crash(), freeze: (ms) => environment.freeze(ms) },
      requestFaults,
    });
  }

  /** Accepts no more invocations; resolves when the accepted ones are answered and every process is gone. */
  async retire(): Promise<void> {
    this.#retired = true;
    const idle = this.#idle.splice(0);
    for (const { timer } of idle) clearTimeout(timer);
    await Promise.all(idle.map(({ environment }) => environment.end()));
    if (this.#isDrained) this.#drained.resolve();
    await this.#drained.promise;
  }

  /** Kills every process and refuses the queued invocations. */
  async kill(): Promise<void> {
    this.#killed = true;
    this.#queue.refuseAll('is being stopped');
    const ending = [...this.#busy].map((environment) => environment.end());
    await Promise.all([...ending, this.retire()]);
  }

  async #acquire(bytes: number, signal?: AbortSignal): Promise<ExecutionEnvironment> {
    if (this.#retired) throw new InvocationRefusal(429, `${this.#definition.name} has been stopped`);
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
    return this.#queue.wait(bytes, signal);
  }

  /** Resolves with the reason why the function cannot be called, if there is one. */
  async #prepare(): Promise<unknown> {
    try {
      await this.#options.prepareCode?.(this.#definition);
      this.#hasCode = true;
      return this.#killed ? this.#stopping() : undefined;
    } catch (error) {
      return error;
    }
  }

  /** No accepted invocation is left. */
  get #isDrained(): boolean {
    return this.#busy.size === 0 && this.#preparing === 0;
  }

  #stopping(): InvocationRefusal {
    return new InvocationRefusal(429, `${this.#definition.name} is being stopped`);
  }

  #release(environment: ExecutionEnvironment): void {
    this.#busy.delete(environment);
    const next = this.#queue.next();
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
    return new ExecutionEnvironment(this.#definition, this.#variables(), log, clockOffsetMs, inspection?.execArgv);
  }
}
