import { randomUUID } from 'node:crypto';
import type { Declared, DeclaredFunction } from '../template/declared.ts';
import { FunctionPool, type InvokeOptions, type PoolOptions } from './function-pool.ts';
import { inspectedTimeoutMs } from './inspection.ts';
import { InvocationRefused, type InvocationResult } from './invocation.ts';
import type { OwnFunction, OwnFunctions } from './own-functions.ts';
import { SharedFunction } from './shared-function.ts';
import { traceHeader } from './trace.ts';

/** Execution environments of one function at a time, or one that runs all its invocations at once. */
export type Concurrency = number | 'shared';

export type LambdaOptions = Omit<PoolOptions, 'concurrency'> &
  Readonly<{
    concurrency: Concurrency;
    /** Used until the first reload: that may have changed their code, and this process keeps what it has loaded. */
    ownFunctions?: OwnFunctions | undefined;
  }>;

/** Longer than a person takes between two payments: each would pay for a cold start of both workers. */
const backgroundIdleMs = 30_000;
/** Processes of a function that shares one, for invocations that something is to fail in. */
const faultyAtOnce = 10;

/** Lambda on this machine: every declared function, each invocation in a process that it has to itself, but for stubs. */
export class Lambda {
  readonly #options: Omit<LambdaOptions, 'ownFunctions'>;
  /** Of the code as it was before reloads, until their last invocations end. */
  readonly #retiring = new Set<FunctionPool | SharedFunction>();
  #pools: ReadonlyMap<string, FunctionPool | SharedFunction>;
  #own: ReadonlyMap<string, OwnFunction>;

  constructor(declared: Declared, { ownFunctions = () => undefined, ...options }: LambdaOptions) {
    this.#options = options;
    this.#pools = this.#poolsOf(declared);
    const own = [...declared.functions].map(([id, each]) => [id, ownFunctions(each)] as const);
    this.#own = new Map(own.flatMap(([id, run]) => (run === undefined ? [] : [[id, run] as const])));
  }

  /** Invokes by logical id. Rejects with InvocationRefused when Lambda would not take it. */
  async invoke(
    functionLogicalId: string,
    event: unknown,
    { traceId = traceHeader(), ...options }: Readonly<{ traceId?: string }> & InvokeOptions = {},
  ): Promise<InvocationResult> {
    const pool = this.#pools.get(functionLogicalId);
    if (pool === undefined) {
      throw new InvocationRefused(404, `no template declares the function ${functionLogicalId}`);
    }
    const own = this.#ownFor(functionLogicalId, pool.name, options);
    // Accepted at once: a reload or a stop that comes next must find it.
    if (own === undefined) return pool.invoke(JSON.stringify(event), traceId, options);
    const begun = performance.now();
    const payload = await own(event);
    if (payload !== undefined) {
      return { requestId: randomUUID(), payload, durationMs: performance.now() - begun, maxMemoryMb: 0 };
    }
    return (this.#pools.get(functionLogicalId) ?? pool).invoke(JSON.stringify(event), traceId, options);
  }

  /** Faults are injected into processes, so a function that one may happen in needs its own. */
  #ownFor(id: string, functionName: string, { faults = [] }: InvokeOptions): OwnFunction | undefined {
    const own = this.#own.get(id);
    return own !== undefined && this.#options.faults?.concern(functionName, faults) ? undefined : own;
  }

  /** New invocations run the new code; those that have begun end on the old. */
  reload(declared: Declared): void {
    const old = [...this.#pools.values()];
    this.#own = new Map();
    this.#pools = this.#poolsOf(declared);
    for (const pool of old) {
      this.#retiring.add(pool);
      void pool.retire().then(() => this.#retiring.delete(pool));
    }
  }

  /** Resolves when all that was accepted is answered and no process is left; what takes longer than `graceMs` is killed. */
  async stop(graceMs: number): Promise<void> {
    const pools = [...this.#pools.values(), ...this.#retiring];
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, graceMs);
    await Promise.race([Promise.all(pools.map((pool) => pool.retire())), late]);
    clearTimeout(timer);
    await Promise.all(pools.map((pool) => pool.kill()));
  }

  /** The function's name in the account. */
  nameOf(functionLogicalId: string): string | undefined {
    return this.#pools.get(functionLogicalId)?.name;
  }

  /** Writes a line into the function's log on its caller's behalf. */
  log(functionLogicalId: string, requestId: string, text: string): void {
    const functionName = this.#pools.get(functionLogicalId)?.name ?? functionLogicalId;
    this.#options.log({ functionName, requestId, text });
  }

  #poolsOf({ functions, eventSources, schedules }: Declared): ReadonlyMap<string, FunctionPool | SharedFunction> {
    // Nobody waits for what a stream or the clock calls: it may start anew, and leaves its memory to others.
    const inBackground = new Set([...eventSources, ...schedules].map(({ functionLogicalId }) => functionLogicalId));
    const { concurrency, ...options } = this.#options;
    const poolOf = (id: string, inTemplate: DeclaredFunction) => {
      const declared = options.inspection ? { ...inTemplate, timeoutMs: inspectedTimeoutMs } : inTemplate;
      const own = inBackground.has(id) ? { idleLimitMs: backgroundIdleMs, ...options } : options;
      if (concurrency !== 'shared') return new FunctionPool(declared, { ...own, concurrency });
      return new SharedFunction(declared, { ...own, concurrency: faultyAtOnce });
    };
    return new Map([...functions].map(([id, declared]) => [id, poolOf(id, declared)]));
  }
}
